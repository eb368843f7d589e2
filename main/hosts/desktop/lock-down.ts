import { app, type Session, type WebContents } from 'electron';
import type { Logger } from '#main/kernel/logger.ts';
import { APP_URL, isAppUrl } from './origin.ts';

/** The one thing that the page may do with the system by itself: put text on the clipboard, after a click. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Nothing that a page can ask of the system is granted. */
export function lockSession(session: Session, logger: () => Logger): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    const isAllowed = ALLOWED_PERMISSIONS.has(permission) && isAppUrl(contents.getURL());
    if (!isAllowed) logger().warn('a page was refused a permission', { permission });
    callback(isAllowed);
  });
  session.setPermissionCheckHandler((contents, permission) => {
    return ALLOWED_PERMISSIONS.has(permission) && contents !== null && isAppUrl(contents.getURL());
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.setUSBProtectedClassesHandler(() => []);
  // A person saves what the page made of the room's own contents; where it goes is asked.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_URL}`)) event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
}

/** Whatever shows pages in this process stays on the page of the app, and opens nothing. */
export function lockContents(logger: () => Logger): void {
  app.on('web-contents-created', (_event, contents) => lock(contents, logger));
}

function lock(contents: WebContents, logger: () => Logger): void {
  const refuse = (event: { preventDefault(): void }, url: string): void => {
    if (isAppUrl(url)) return;
    event.preventDefault();
    logger().warn('a page was kept from leaving', { url: url.slice(0, 200) });
  };
  // oxlint-disable-next-line sdl/no-electron-unrestricted-navigation -- What is not the page is refused in `refuse`.
  contents.on('will-navigate', (event) => refuse(event, event.url));
  contents.on('will-redirect', (event) => refuse(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    // The page has no frames of its own.
    if (!event.isMainFrame) event.preventDefault();
    else refuse(event, event.url);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
