/** What the exit code of every command means. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  waits: 3,
  canceled: 4,
  indeterminate: 5,
  fault: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
