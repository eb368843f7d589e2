import type { Digest } from '../lib/digest.ts';

/** A file that a step left, kept by its content. */
export interface ArtifactRef {
  readonly name: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly stepId: string;
}

/** The recorded output of one act: an asciicast v2 file of the data folder. */
export interface LogRef {
  /** Path below the logs folder, with forward slashes. */
  readonly path: string;
  /** Bytes of output after masking. */
  readonly bytes: number;
  readonly lines: number;
  readonly digest: Digest;
  /** How many places were masked. */
  readonly redactions: number;
}
