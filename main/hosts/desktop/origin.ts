/** The page's own scheme and address: not a file, so that it has an origin. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://opsroom';
export const APP_URL = `${APP_ORIGIN}/`;

/** Whether an address is one of the page. */
export function isAppUrl(text: string): boolean {
  return text === APP_ORIGIN || text.startsWith(APP_URL);
}
