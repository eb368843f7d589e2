import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import type { HostActions } from '#main/api/ports/host-actions.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { isExternalLink } from './external-links.ts';
import type { HostEvents } from './host-events.ts';
import type { OpenedBundles } from './opened-bundles.ts';
import type { UnsavedText } from './unsaved-text.ts';

/** Largest plan that is opened from a file, bytes: larger ones no plan needs, and the page would have to hold them. */
const LARGEST_PLAN = 4 * 1024 * 1024;

export interface HostParts {
  readonly window: () => BrowserWindow | undefined;
  readonly events: HostEvents;
  readonly bundles: OpenedBundles;
  readonly unsaved: UnsavedText;
}

/** What the desktop does for its page. */
export function createHostActions({ window, events, bundles, unsaved }: HostParts): HostActions {
  const folders = new Map<string, string>();
  const { platform } = process;
  return {
    info: {
      kind: 'desktop',
      platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
      // macOS draws its own.
      hasWindowControls: platform !== 'darwin',
    },
    events: (signal) => events.listen(signal),
    window(action) {
      const target = window();
      if (action === 'quit') app.quit();
      else if (action === 'minimize') target?.minimize();
      else if (action === 'close') target?.close();
      else if (target?.isMaximized() === true) target.unmaximize();
      else target?.maximize();
    },
    hold: (isHeld) => unsaved.hold(isHeld),
    async chooseFolder() {
      const path = await choose(window(), { properties: ['openDirectory', 'createDirectory'] });
      if (path === undefined) return null;
      const folderId = randomUUID();
      folders.set(folderId, path);
      return { folderId, path };
    },
    folderOf: (folderId) => folders.get(folderId),
    async openPlanFile() {
      const filters = [{ name: 'Plans', extensions: ['yaml', 'yml', 'json'] }];
      const path = await choose(window(), { properties: ['openFile'], filters });
      if (path === undefined) return null;
      const folderId = randomUUID();
      folders.set(folderId, dirname(path));
      return { name: basename(path), text: await readPlan(path), folderId };
    },
    async reveal(path) {
      shell.showItemInFolder(path);
    },
    async openExternal(url) {
      if (!isExternalLink(url)) {
        throw new AppError('host.link-refused', 'only https and mailto links are opened outside of the app', {
          hint: 'copy the address if you trust it',
        });
      }
      // oxlint-disable-next-line sdl/no-electron-untrusted-open-external -- Checked above.
      await shell.openExternal(url);
    },
    openedBundle(openedId) {
      const file = bundles.path(openedId);
      return file === undefined ? undefined : { file };
    },
    exportFolder: app.getPath('documents'),
  };
}

async function choose(
  window: BrowserWindow | undefined,
  options: Electron.OpenDialogOptions,
): Promise<string | undefined> {
  const answer = window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options);
  const { filePaths } = await answer;
  return filePaths[0];
}

async function readPlan(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > LARGEST_PLAN) {
      throw new AppError('plan.too-large', `${basename(path)} is larger than a plan can be (4 MB)`, {
        hint: 'choose the file of a plan',
      });
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
