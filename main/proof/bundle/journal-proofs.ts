import { open } from 'node:fs/promises';
import { AppError } from '#shared/lib/app-error.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import { encodeTlogProof } from '../format/checkpoint.ts';
import { inclusionProof, leafHash } from '../format/merkle.ts';
import { FILES } from '../format/names.ts';
import { bundleEntries, entryBytes } from './read-entries.ts';

/** One event and what shows that it stands in the journal, without the rest of it. */
export interface JournalProof {
  readonly seq: number;
  /** The line of the journal, exact bytes. */
  readonly line: string;
  /** C2SP tlog-proof over the line. */
  readonly proof: string;
}

/** Proofs for every event of a step, from a bundle. Throws AppError `bundle.damaged`, `bundle.unknown-step`. */
export async function journalProofs(bundle: string, stepId: string): Promise<readonly JournalProof[]> {
  const file = await open(bundle, 'r');
  try {
    const entries = await bundleEntries(file);
    const journal = (await entryBytes(file, entries, FILES.journal)).toString('utf8');
    const checkpoint = (await entryBytes(file, entries, FILES.checkpoint)).toString('utf8');
    const lines = journal.split('\n').slice(0, -1);
    const leaves = lines.map((line) => leafHash(Buffer.from(line)));
    const found = lines.flatMap((line, index): JournalProof[] => {
      const { seq, data } = JSON.parse(line) as BundleEvent;
      if (!('stepId' in data) || data.stepId !== stepId) return [];
      return [{ seq, line, proof: encodeTlogProof(index, inclusionProof(leaves, index), checkpoint) }];
    });
    if (found.length > 0) return found;
    throw new AppError('bundle.unknown-step', `the journal has no event of a step ${stepId}`);
  } finally {
    await file.close();
  }
}
