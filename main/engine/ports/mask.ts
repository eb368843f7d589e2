import type { Json } from '#shared/lib/json.ts';

/** Hides secrets in everything that enters the product, before it is stored, hashed or shown. One per run. */
export interface Mask {
  /** The text with every secret, in every encoding that is known, replaced by `***`. */
  text(value: string): string;
  /** The value with every string in it, keys included, masked. */
  json<T extends Json>(value: T): T;
  /** A masking stream for output that arrives in pieces. */
  stream(): MaskStream;
  /** Adds a value that was derived from a secret, or appeared in an act (a token, a cookie, the password in a URL). */
  register(value: string): void;
}

/** Masks bytes across chunk boundaries. Bytes that may be the start of a secret are held back until it is decided. */
export interface MaskStream {
  /** The bytes that are safe to store now; may be shorter or longer than what went in. */
  write(chunk: Uint8Array): Uint8Array;
  /** What was still held back. */
  end(): Uint8Array;
  /** How many places were masked so far. */
  readonly redactions: number;
}
