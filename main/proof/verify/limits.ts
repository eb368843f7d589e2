// What a bundle may ask of whoever checks it.

export const LIMITS = {
  entries: 200_000,
  directoryBytes: 64 << 20,
  /** One file that is read as a whole: the journal, the attestations, a record. */
  fileBytes: 256 << 20,
  /** All such files together. */
  keptBytes: 1024 ** 3,
  events: 2_000_000,
} as const;
