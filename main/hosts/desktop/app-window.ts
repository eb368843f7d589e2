import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { Logger } from '#main/kernel/logger.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import { CRASH_URL } from './crash-page.ts';
import { APP_URL } from './origin.ts';
import type { Places } from './places.ts';
import { MINIMUM, placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

export interface WindowParts {
  readonly places: Places;
  /** Folder of what the window itself keeps. */
  readonly folder: string;
  readonly logger: () => Logger;
  readonly onState: (state: { readonly maximized: boolean; readonly fullScreen: boolean }) => void;
  /** The person wants to close it; whoever answers closes it, or lets it be. */
  readonly onClose: () => void;
}

/** Opens the app's window where it was last, locked down, and loads the page. */
export function openWindow(parts: WindowParts): BrowserWindow {
  const stateFile = join(parts.folder, 'window.json');
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const placed = placeWindow(readWindowState(stateFile), areas);
  const window = new BrowserWindow({
    ...placed.bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    show: false,
    title: 'Ops Control Room',
    icon: parts.places.icon('256x256.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#121418' : '#f6f7f8',
    ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : { frame: false }),
    webPreferences: {
      preload: parts.places.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (placed.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepState(window, stateFile, parts);
  watchRenderer(window, parts.logger);
  window.on('close', (event) => {
    event.preventDefault();
    parts.onClose();
  });
  void window.loadURL(APP_URL).catch((error: unknown) => {
    // Given up for another load: somebody reloads before the first one is done.
    if (errorCode(error) !== 'ERR_ABORTED') parts.logger().error('the page did not load', { error });
  });
  return window;
}

function keepState(window: BrowserWindow, file: string, { logger, onState }: WindowParts): void {
  let writing: Promise<void> = Promise.resolve();
  const save = (): void => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writing = writing
      .then(() => writeWindowState(file, state))
      .catch((error: unknown) => logger().warn('the place of the window was not kept', { error }));
  };
  const tell = (): void => onState({ maximized: window.isMaximized(), fullScreen: window.isFullScreen() });
  window.on('resized', save).on('moved', save).on('resize', save).on('move', save);
  for (const change of ['maximize', 'unmaximize'] as const) {
    window.on(change as 'maximize', () => {
      tell();
      save();
    });
  }
  window.on('enter-full-screen', tell).on('leave-full-screen', tell);
  tell();
}

// Runs belong to the main process: a page that dies ends none of them.
function watchRenderer(window: BrowserWindow, logger: () => Logger): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    logger().error('the page crashed', { reason, exitCode });
    void window.loadURL(CRASH_URL).catch((error: unknown) => logger().error('the crash page did not load', { error }));
  });
  window.webContents.on('unresponsive', () => logger().warn('the page does not respond'));
  window.webContents.on('preload-error', (_event, _path, error) => logger().error('the preload failed', { error }));
}
