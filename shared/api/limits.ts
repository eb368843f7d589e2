/** Largest message between a browser and its control room, bytes: a call with its file. */
export const LARGEST_MESSAGE = 256 * 1024 * 1024;
