import type { HostActions } from '#main/api/ports/host-actions.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** What a browser can do for its page: nothing with this machine's windows and folders. */
export function browserHost(platform: NodeJS.Platform): HostActions {
  return {
    info: {
      kind: 'browser',
      platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
      hasWindowControls: false,
    },
    async *events(signal) {
      yield { navigate: null, maximized: false, fullScreen: false, isClosing: false };
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
    window() {
      throw unavailable('a browser page has no window of its own', "use the browser's own controls");
    },
    // A browser asks by itself before a page is left.
    hold: () => {},
    chooseFolder: () => Promise.resolve(null),
    folderOf: () => undefined,
    openPlanFile: () => Promise.resolve(null),
    reveal: () =>
      Promise.reject(unavailable('a browser page cannot show files of this machine', 'the path is in the settings')),
    openExternal: () =>
      Promise.reject(unavailable('a browser page opens links by itself', 'follow the link in the browser')),
    openedBundle: () => undefined,
    exportFolder: null,
  };
}

function unavailable(message: string, hint: string): AppError {
  return new AppError('host.unavailable', message, { hint });
}
