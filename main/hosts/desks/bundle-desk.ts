import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BundleDesk, BundleFile, ExportOrder } from '#main/api/ports/bundle-desk.ts';
import { previewBundle } from '#main/proof/bundle/preview-bundle.ts';
import { thirdPartyChecks } from '#main/proof/report/third-party.ts';
import { readIdentity } from '#main/proof/sign/identity.ts';
import type { ExportedView, ThirdPartyCommand, VerificationView } from '#shared/api/proofs.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { Background } from '../background/background.ts';
import { bundleSource } from '../bundle-source.ts';
import type { ControlRoom } from '../compose.ts';
import { digestOfFile, exportRun, withheldNames } from '../export-run.ts';
import { ownTrust } from '../own-trust.ts';
import { readRange } from './artifact-desk.ts';
import { openDownloads } from './downloads.ts';
import type { SigningDesk } from './identity-desk.ts';
import { verificationView } from './verification-view.ts';

const BLOCK_BYTES = 4 << 20;

/** Bundles for downloads that are kept at a time. */
const MOST_DOWNLOADS = 8;

interface Exported {
  readonly path: string;
  readonly fileName: string;
  /** What it is replaced by: another download of the same run for the same asker. `null`: it lies where it was wanted. */
  readonly download: string | null;
}

/** Writes and verifies bundles of a room. `close` removes what was written for downloads. */
export function openBundleDesk(
  room: ControlRoom,
  identity: SigningDesk,
  background: Background,
): BundleDesk & { close(): Promise<void> } {
  const exports = new Map<string, Exported>();
  const downloads = openDownloads(room.dataDir);
  /** The former download of the run, and the oldest of too many. */
  const dropOlder = async (exportId: string, download: string): Promise<void> => {
    const others = [...exports].filter(([id, one]) => one.download !== null && id !== exportId);
    const isTooMany = (at: number): boolean => at <= others.length - MOST_DOWNLOADS;
    const older = others.filter(([, one], at) => one.download === download || isTooMany(at));
    for (const [id] of older) exports.delete(id);
    // What cannot be removed now goes with the rest.
    await Promise.allSettled(older.map(([id]) => downloads.remove(id)));
  };
  const exported = (exportId: string): Exported => {
    const found = exports.get(exportId);
    if (found !== undefined) return found;
    throw new AppError('bundle.unknown-export', 'that bundle was not exported here', { hint: 'export the run again' });
  };
  return {
    async preview(runId, folder) {
      const run = endedRun(room, runId);
      const known = await readIdentity(room.dataDir);
      const signer =
        known === undefined
          ? null
          : {
              fingerprint: known.key.fingerprint,
              protection: known.protection.isProtected ? known.protection.kind : 'none',
            };
      const source = bundleSource(room, runId, new AbortController().signal);
      const preview = previewBundle(source, signer ?? { fingerprint: '', protection: 'none' });
      return { ...preview, fileName: freeName(run, folder), folder, signer };
    },
    async export(order, signal) {
      const run = endedRun(room, order.runId);
      const exportId = randomUUID();
      const signer = await identity.signer();
      const folder = order.folder ?? (await downloads.make(exportId));
      const path = join(folder, freeName(run, folder));
      const download = order.folder === null ? JSON.stringify([order.runId, order.actor]) : null;
      try {
        const view = await write(room, signer, { order, path, signal });
        exports.set(exportId, { path, fileName: basename(path), download });
        if (download !== null) await dropOlder(exportId, download);
        return { exportId, ...view };
      } catch (error) {
        if (download !== null) await downloads.remove(exportId);
        throw error;
      }
    },
    exported,
    read(exportId, range) {
      const { path, fileName } = exported(exportId);
      const gone = (cause: unknown): AppError =>
        new AppError('bundle.gone', `${fileName} is not there any more`, { hint: 'export the run again', cause });
      return readRange(path, range, gone);
    },
    verify: (bundle, signal) =>
      withFile(bundle, async (path) => {
        const now = room.services.clock.now();
        const options = { trusted: await ownTrust(room.dataDir), now };
        const digest = await digestOfFile(path);
        const report = await background.run({ kind: 'verify-bundle', path, options }, signal);
        return verificationView(report, { fileName: bundle.fileName, digest, at: now });
      }),
    close: () => downloads.close(),
  };
}

async function write(
  room: ControlRoom,
  signer: Awaited<ReturnType<SigningDesk['signer']>>,
  { order, path, signal }: { readonly order: ExportOrder; readonly path: string; readonly signal: AbortSignal },
): Promise<Omit<ExportedView, 'exportId'>> {
  const { runId, exclude, layout, folder, actor } = order;
  const written = await exportRun(room, { runId, file: path, signer, actor, exclude, layout, signal });
  const fileName = basename(path);
  return {
    fileName,
    path: folder === null ? null : path,
    digest: written.digest,
    bytes: written.bytes,
    files: written.files,
    fingerprint: written.fingerprint,
    withheld: withheldNames(written),
    commands: commandsFor(fileName, layout),
  };
}

function endedRun({ store }: ControlRoom, runId: RunId): RunSummary {
  const run = store.runs.get(runId);
  if (run === undefined) throw new AppError('run.unknown', 'there is no such run');
  if (isTerminal(run.execution)) return run;
  throw new AppError('bundle.run-not-ended', `${runLabel(run.number)} has not ended (${run.execution})`, {
    hint: 'wait for its end, or cancel it: before that there is no verdict to prove',
  });
}

/** What a bundle is called; nothing that stands in the folder is written over. */
function freeName({ planName, number }: RunSummary, folder: string | null): string {
  const name = (copy: number): string => `${planName}-${runLabel(number)}${copy === 1 ? '' : `-${copy}`}.opsproof.zip`;
  if (folder === null) return name(1);
  let copy = 1;
  while (existsSync(join(folder, name(copy)))) copy += 1;
  return name(copy);
}

/** Plan names are kebab-case and labels are plain, so the name needs no quoting in a shell. */
function commandsFor(fileName: string, hasLayout: boolean): readonly ThirdPartyCommand[] {
  const unpacked = fileName.replace(/\.opsproof\.zip$/, '');
  const enter = `unzip -q ${fileName} -d ${unpacked} && cd ${unpacked}`;
  return [
    {
      title: 'opsroom',
      note: 'the verifier of the product',
      command: `opsroom verify ${fileName} --key signer.pub.pem`,
    },
    ...thirdPartyChecks({ isTimestamped: false, hasLayout }).map(({ title, note, lines }) => ({
      title,
      note,
      command: [enter, ...lines].join('\n'),
    })),
  ];
}

async function* blocksOf(file: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += BLOCK_BYTES) {
    yield new Uint8Array(await file.slice(at, at + BLOCK_BYTES).arrayBuffer());
  }
}

/** Bytes that were sent become a file for as long as they are looked at. */
async function withFile(
  bundle: BundleFile,
  verify: (path: string) => Promise<VerificationView>,
): Promise<VerificationView> {
  if (bundle.kind === 'path') {
    if (existsSync(bundle.path)) return verify(bundle.path);
    throw new AppError('bundle.gone', `${bundle.fileName} is not there any more`, { hint: 'open the file again' });
  }
  const folder = await mkdtemp(join(tmpdir(), 'opsroom-verify-'));
  try {
    const path = join(folder, 'uploaded.zip');
    await pipeline(blocksOf(bundle.file), createWriteStream(path, { mode: 0o600 }));
    return await verify(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
