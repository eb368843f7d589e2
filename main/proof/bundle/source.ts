import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import type { BundleEnvironment } from '../format/environment.ts';

/** One ended run, as the host reads it from its data folder. */
export interface BundleSource {
  readonly plan: Plan;
  readonly digest: Digest;
  /** All of the run's events, from the first. */
  readonly events: readonly BundleEvent[];
  /** The records that were stored; they must say what the events say. */
  readonly records: readonly ProofRecord[];
  readonly environment: BundleEnvironment;
  /** The recording of an act: the asciicast file as it is, or the bytes of the output alone. */
  readLog(log: LogRef, form: 'cast' | 'output'): AsyncIterable<Uint8Array>;
  readArtifact(digest: Digest): AsyncIterable<Uint8Array>;
}

/** What is left out on export. Patterns: `*` stands for any text, in fields for any one member. */
export interface Exclusions {
  /** Names of artifacts. */
  readonly artifacts?: readonly string[];
  /** Ids of steps whose recorded output is left out. */
  readonly logs?: readonly string[];
  /**
   * JSON pointers into records and events, such as `/acts/0/result` or `/data/host`; with a step id before it, such as
   * `create:/outputs/token`, into the record of that step alone. What is withheld in a record is withheld in the journal.
   */
  readonly fields?: readonly string[];
}

/** True when a text is one of the patterns. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}/]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
  });
}
