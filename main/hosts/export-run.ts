import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openOpenings } from '#main/proof/bundle/openings.ts';
import type { Exclusions } from '#main/proof/bundle/source.ts';
import { type WriteOptions, type WrittenBundle, writeBundle } from '#main/proof/bundle/write-bundle.ts';
import type { Signer } from '#main/proof/sign/signer.ts';
import { commandRun } from '#main/runtime/commands.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';
import { bundleSource } from './bundle-source.ts';
import type { ControlRoom } from './compose.ts';

export interface ExportRequest {
  readonly runId: RunId;
  /** Absolute. */
  readonly file: string;
  readonly signer: Signer;
  /** Who asks; default: the person who uses this process. */
  readonly actor?: Actor;
  readonly exclude?: Exclusions;
  /** Also write the classic in-toto layout and links. */
  readonly layout?: boolean;
  readonly timestamp?: WriteOptions['timestamp'];
  readonly signal: AbortSignal;
}

/** A bundle that was written, and is recorded in the history of its run. */
export interface ExportedBundle extends WrittenBundle {
  readonly digest: Digest;
}

/** Where the owner keeps what opens the withheld values of a run. */
export function openingsPath(dataDir: string, runId: RunId): string {
  return join(dataDir, 'withheld', `${runId}.json`);
}

/** Throws AppError `bundle.target` for a path at which no file can be made: before anything is done. */
export function assertTarget(file: string): void {
  const hint = 'give a file in a folder that exists';
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AppError('bundle.target', `there is no folder ${dirname(file)}`, { hint });
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new AppError('bundle.target', `${file} is no file`, { hint });
}

/**
 * Writes the bundle of an ended run and records that in the run's history, after the part that was exported. Throws AppError
 * `bundle.*`, `timestamp.*`.
 */
export async function exportRun(room: ControlRoom, request: ExportRequest): Promise<ExportedBundle> {
  const { runId, file, signer, signal, exclude = {}, layout = false, timestamp } = request;
  assertTarget(file);
  const openings =
    (exclude.fields ?? []).length === 0 ? undefined : await openOpenings(openingsPath(room.dataDir, runId), runId);
  const written = await naming(file, () =>
    writeBundle(bundleSource(room, runId, signal), signer, {
      file,
      signal,
      exclude,
      ...(openings === undefined ? {} : { openings }),
      layout,
      ...(timestamp === undefined ? {} : { timestamp }),
    }),
  );
  const digest = await digestOfFile(file);
  const recorded = commandRun(
    room.store,
    runId,
    { type: 'record-export', bundle: digest, signer: written.fingerprint, withheld: withheldNames(written) },
    { actor: request.actor ?? room.actor, at: room.services.clock.now() },
  );
  if (recorded.ok) return { ...written, digest };
  throw new AppError('bundle.not-recorded', `${file} was written, but not recorded: ${recorded.error.message}`);
}

/** What was left out, by name. */
export function withheldNames({ withheld }: WrittenBundle): readonly string[] {
  return [
    ...withheld.fields.map(({ seq, pointer }) => `field ${seq}${pointer}`),
    ...withheld.artifacts.map((artifact) => `artifact ${artifact}`),
    ...withheld.logs.map((stepId) => `log ${stepId}`),
  ];
}

/** What the file system refuses is told with the file's name. */
async function naming<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (error instanceof AppError || !/^E[A-Z]+$/.test(code)) throw error;
    throw new AppError('bundle.unwritable', `the bundle ${file} cannot be written (${code})`, {
      hint: 'choose another place, or make room there',
      cause: error,
    });
  }
}

/** sha256 of the bytes of a file. */
export async function digestOfFile(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(block as Buffer);
  return `sha256:${hash.digest('hex')}` as Digest;
}
