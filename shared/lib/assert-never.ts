/** Closes an exhaustive switch: a new union member then fails to compile where it is not handled. */
export function assertNever(value: never, what: string): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}
