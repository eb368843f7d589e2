/** An expected outcome as data: a value, or an error that the caller is meant to handle. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The success side of a Result. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** The failure side of a Result. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
