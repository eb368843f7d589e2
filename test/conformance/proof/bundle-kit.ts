import { createHash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { BundleSource } from '#main/proof/bundle/source.ts';
import { journalFiles } from '#main/proof/bundle/tree.ts';
import { writeBundle } from '#main/proof/bundle/write-bundle.ts';
import { ZipWriter } from '#main/proof/bundle/zip-writer.ts';
import type { BundleEvent } from '#main/proof/format/bundle-event.ts';
import type { BundleRecord } from '#main/proof/format/bundle-record.ts';
import { sigstoreBundle } from '#main/proof/format/dsse.ts';
import type { EnvironmentFile } from '#main/proof/format/environment.ts';
import { RunFold } from '#main/proof/format/fold-run.ts';
import { FILES, isListed, recordFile, SSH_NAMESPACE, SSH_PRINCIPAL } from '#main/proof/format/names.ts';
import { publicPem, sshPublicLine } from '#main/proof/format/ssh.ts';
import { encodeSshSignature, sshSignedData } from '#main/proof/format/ssh-signature.ts';
import { rootStatement, stepStatements, verdictStatement } from '#main/proof/format/statements.ts';
import { comparePaths, encodeSums } from '#main/proof/format/sums.ts';
import { localHeader } from '#main/proof/format/zip-layout.ts';
import { renderViews } from '#main/proof/report/views.ts';
import { type Signer, signStatement } from '#main/proof/sign/signer.ts';
import { readAt, readDirectory } from '#main/proof/verify/read-zip.ts';
import { type VerifyOptions, type VerifyReport, verifyBundle } from '#main/proof/verify/verify-bundle.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { testSigner } from './sample-run.ts';

export type Files = Map<string, Buffer>;

export const SIGNER = testSigner(1);
export const NEVER = new AbortController().signal;

/** Exports a run into a folder; the path of the bundle. */
export async function exported(
  folder: string,
  source: BundleSource,
  options: Partial<Parameters<typeof writeBundle>[2]> = {},
): Promise<string> {
  const file = join(folder, `${randomUUID()}.opsproof.zip`);
  await writeBundle(source, SIGNER, { file, signal: NEVER, ...options });
  return file;
}

export function verify(path: string, options: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  return verifyBundle(path, { keys: [sshPublicLine(SIGNER.publicKey, '')], now: 0, ...options });
}

/** The rules that a report says are broken. */
export function rulesOf(report: VerifyReport): readonly string[] {
  return report.failures.map((failure) => failure.rule);
}

export async function unpack(path: string): Promise<Files> {
  const file = await open(path, 'r');
  try {
    const entries = await readDirectory(file, (await file.stat()).size);
    const files: Files = new Map();
    for (const entry of entries) {
      files.set(entry.path, await readAt(file, entry.offset + localHeader(entry).length, entry.size));
    }
    return files;
  } finally {
    await file.close();
  }
}

export async function pack(folder: string, files: Files): Promise<string> {
  const path = join(folder, `${randomUUID()}.zip`);
  const file = await open(path, 'wx');
  try {
    const zip = new ZipWriter(file, NEVER);
    for (const [name, bytes] of [...files].sort(([a], [b]) => comparePaths(a, b))) await zip.addBytes(name, bytes);
    await zip.close();
  } finally {
    await file.close();
  }
  return path;
}

export function bytesAt(files: Files, path: string): Buffer {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`the bundle has no ${path}`);
  return bytes;
}

// oxlint-disable-next-line typescript/no-explicit-any -- attacks write anything anywhere.
export type Loose = any;

export function editJson(files: Files, path: string, edit: (value: Loose) => void): void {
  const value: unknown = JSON.parse(bytesAt(files, path).toString('utf8'));
  edit(value);
  files.set(path, Buffer.from(canonicalJson(value)));
}

export function linesOf(files: Files, path: string): string[] {
  return bytesAt(files, path).toString('utf8').split('\n').slice(0, -1);
}

export function setLines(files: Files, path: string, lines: readonly string[]): void {
  files.set(path, Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

export function eventsOf(files: Files): BundleEvent[] {
  return linesOf(files, FILES.journal).map((line) => JSON.parse(line) as BundleEvent);
}

/** Writes other events as the journal, with a chain and a tree that fit them. */
export function setEvents(files: Files, events: readonly object[], signer: Signer = SIGNER): void {
  let prev: BundleEvent['prev'] = null;
  const chained = events.map((event, index) => {
    const { hash: _, ...rest } = event as BundleEvent;
    const envelope = { ...rest, seq: index + 1, prev };
    prev = jsonDigest(envelope);
    return { ...envelope, hash: prev };
  });
  const { journal, checkpoint } = journalFiles(chained, signer);
  files.set(FILES.journal, journal);
  files.set(FILES.checkpoint, checkpoint);
}

/** Changes events and everything that follows from them: what a signer can do who lies about the run. */
export function lie(files: Files, edit: (events: Loose[]) => void | object[]): void {
  const events = eventsOf(files);
  setEvents(files, edit(events) ?? events);
  const fold = foldOf(files);
  fold.records().forEach((record, index) => {
    files.set(recordFile(index, record.stepId), Buffer.from(canonicalJson(record)));
  });
  reseal(files);
}

function foldOf(files: Files): RunFold {
  const fold = new RunFold(JSON.parse(bytesAt(files, FILES.plan).toString('utf8')) as Plan);
  for (const event of eventsOf(files)) fold.add(event);
  return fold;
}

export interface Forgery {
  readonly signer?: Signer;
  readonly statements?: (statements: Loose[]) => Loose[];
  readonly verdict?: (statement: Loose) => void;
  readonly root?: (statement: Loose) => void;
  /** False: the pages stay as they are. */
  readonly views?: false;
}

/** Signs what is there, attestations included, as the owner of the key could. */
export function reseal(files: Files, forgery: Forgery = {}): void {
  const { signer = SIGNER } = forgery;
  const plan = JSON.parse(bytesAt(files, FILES.plan).toString('utf8')) as Plan;
  const fold = foldOf(files);
  const records = fold.records();
  if (signer !== SIGNER) {
    editJson(files, FILES.environment, (environment) => {
      environment.signer.fingerprint = signer.fingerprint;
    });
    setEvents(files, eventsOf(files), signer);
  }
  if (forgery.views !== false) setViews(files, plan);
  const digests = (): Map<string, string> =>
    new Map([...files].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]));
  const edited = (statement: Buffer, edit: ((statement: Loose) => void) | undefined): Buffer => {
    const value: unknown = JSON.parse(statement.toString('utf8'));
    edit?.(value);
    return Buffer.from(canonicalJson(value));
  };
  // A file that is gone keeps a digest, so that the statements about it can be made.
  const known = new Map(digests());
  for (const [index, step] of plan.steps.entries()) {
    const path = recordFile(index, step.id);
    if (!known.has(path)) known.set(path, '0'.repeat(64));
  }
  const made = plan.steps
    .flatMap((step, index) => stepStatements(records[index] as BundleRecord, step, index, known))
    .map((statement) => JSON.parse(statement.toString('utf8')));
  const statements = (forgery.statements?.(made) ?? made) as unknown[];
  setLines(
    files,
    FILES.steps,
    statements.map((statement) => canonicalJson(signStatement(Buffer.from(canonicalJson(statement)), signer))),
  );
  const verdict = signStatement(edited(verdictStatement(fold, digests()), forgery.verdict), signer);
  files.set(FILES.verdict, Buffer.from(canonicalJson(sigstoreBundle(verdict, signer.fingerprint, undefined))));
  const listed = [...digests()].map(([path, sha256]) => ({ path, sha256 })).filter(({ path }) => isListed(path));
  const sums = Buffer.from(encodeSums(listed));
  files.set(FILES.sums, sums);
  signSums(files, signer);
  const root = signStatement(edited(rootStatement(fold, listed, digests()), forgery.root), signer);
  setRoot(files, root, signer);
  files.set(FILES.publicPem, Buffer.from(publicPem(signer.publicKey)));
  files.set(FILES.publicSsh, Buffer.from(`${sshPublicLine(signer.publicKey, SSH_PRINCIPAL)}\n`));
}

/** The pages as they follow from what is there. */
function setViews(files: Files, plan: Plan): void {
  const environment = JSON.parse(bytesAt(files, FILES.environment).toString('utf8')) as EnvironmentFile;
  const fold = foldOf(files);
  const facts = { plan, fold, records: fold.records(), environment, hasLayout: files.has(FILES.layout) };
  for (const [path, text] of renderViews(facts)) files.set(path, Buffer.from(text));
}

export function signSums(files: Files, signer: Signer, namespace: string = SSH_NAMESPACE): void {
  const signature = signer.sign(sshSignedData(namespace, bytesAt(files, FILES.sums)));
  files.set(FILES.sumsSignature, Buffer.from(encodeSshSignature(signer.publicKey, namespace, signature)));
}

export function setRoot(files: Files, root: Loose, signer: Signer = SIGNER): void {
  files.set(FILES.root, Buffer.from(canonicalJson(root)));
  files.set(FILES.rootBundle, Buffer.from(canonicalJson(sigstoreBundle(root, signer.fingerprint, undefined))));
}
