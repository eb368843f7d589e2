/** Where a page in a browser keeps the key that it was let in with; of its own host and port alone. */
export const PAGE_KEY = 'opsroom-page-key';

/** What the calls are spoken in; a page that opens a socket names it, and its key beside it. */
export const CALLS_PROTOCOL = 'opsroom';
/** Begins the name under which the key is sent when a socket is opened. */
export const KEY_PROTOCOL = 'opsroom.key.';
/** Header with the key, of a page that asks whether it is still known. */
export const KEY_HEADER = 'x-opsroom-page-key';
