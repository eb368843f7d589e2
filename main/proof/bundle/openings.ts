import { randomBytes } from 'node:crypto';
import { AppError } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { anything, count, listOf, object, oneOf, text } from '../format/shape.ts';
import { type Opening, SALT_BYTES } from '../format/withheld.ts';
import { readJsonFile, replaceJsonFile } from '../sign/private-file.ts';

/** An opening as the owner keeps it, with the names under which records show the value. */
export interface KeptOpening extends Opening {
  readonly names: readonly string[];
}

const openingsShape = object({
  version: oneOf(1),
  runId: text,
  openings: listOf(object({ seq: count, pointer: text, salt: text, value: anything, names: listOf(text) })),
});

/** The openings of one run, in a file that only the owner has. A value that was withheld before keeps its salt. */
export interface OpeningsFile {
  saltFor(seq: number, pointer: string): Uint8Array;
  keep(openings: readonly KeptOpening[]): Promise<void>;
}

export async function openOpenings(path: string, runId: RunId): Promise<OpeningsFile> {
  const known = await readOpenings(path, runId);
  const salts = new Map(known.map((opening) => [keyOf(opening), Buffer.from(opening.salt, 'base64')]));
  return {
    saltFor(seq, pointer) {
      const key = keyOf({ seq, pointer });
      const salt = salts.get(key) ?? randomBytes(SALT_BYTES);
      salts.set(key, salt);
      return salt;
    },
    async keep(openings) {
      const all = new Map([...known, ...openings].map((opening) => [keyOf(opening), opening]));
      await replaceJsonFile(path, { version: 1, runId, openings: [...all.values()] });
    },
  };
}

/** Every opening that a run's file keeps; none when nothing was withheld yet. */
export async function readOpenings(path: string, runId: RunId): Promise<readonly KeptOpening[]> {
  const file = (await readJsonFile(path, openingsShape)) as
    | { readonly runId: RunId; readonly openings: readonly KeptOpening[] }
    | undefined;
  if (file !== undefined && file.runId !== runId) {
    throw new AppError('proof.damaged-file', `${path} belongs to another run`);
  }
  return file?.openings ?? [];
}

/**
 * Discloses withheld values: those at a pointer of an event (`12/data/host`) or under a name of a record
 * (`create:/outputs/token`). What is returned can be given to whoever has the bundle.
 */
export async function openField(path: string, runId: RunId, field: string): Promise<readonly Opening[]> {
  const found = (await readOpenings(path, runId)).filter(
    (opening) => keyOf(opening) === field || opening.names.includes(field),
  );
  if (found.length === 0) throw new AppError('bundle.unknown-field', `${field} was not withheld`);
  return found.map(({ seq, pointer, salt, value }) => ({ seq, pointer, salt, value }));
}

function keyOf({ seq, pointer }: { readonly seq: number; readonly pointer: string }): string {
  return `${seq}${pointer}`;
}
