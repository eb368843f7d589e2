import type { X509Certificate } from 'node:crypto';
import { checkChain } from '#main/kernel/event-chain.ts';
import { sha256 } from '#main/kernel/hash.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { digestHex } from '#shared/lib/digest.ts';
import { type BundleEvent, eventShape } from '../format/bundle-event.ts';
import { type BundleRecord, isNotRun } from '../format/bundle-record.ts';
import { type Envelope, sigstoreBundle } from '../format/dsse.ts';
import type { BundleEnvironment, EnvironmentFile } from '../format/environment.ts';
import { RunFold } from '../format/fold-run.ts';
import { classicFiles, classicKeyFile, sealClassic } from '../format/in-toto.ts';
import { BUNDLE_FORMAT, FILES, isListed, recordFile, SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';
import { publicPem, sshPublicLine } from '../format/ssh.ts';
import { encodeSshSignature, sshSignedData } from '../format/ssh-signature.ts';
import { rootStatement, stepStatements, verdictStatement } from '../format/statements.ts';
import { comparePaths, encodeSums } from '../format/sums.ts';
import { pointerOf, withheldIn } from '../format/withheld.ts';
import { RENDERING, renderViews } from '../report/views.ts';
import { type PostTimestamp, requestTimestamp } from '../sign/request-timestamp.ts';
import { type Signer, signStatement } from '../sign/signer.ts';
import { isIn, type Needles } from './needles.ts';
import { writeNewFile } from './new-file.ts';
import type { OpeningsFile } from './openings.ts';
import { refuseWithheld } from './refuse-withheld.ts';
import type { BundleSource, Exclusions } from './source.ts';
import { type StreamedFile, streamedFiles } from './streamed-files.ts';
import { journalFiles } from './tree.ts';
import { nothingWithheld, type RedactedJournal, withholdFields } from './withhold-fields.ts';
import { ZipWriter } from './zip-writer.ts';

export interface WriteOptions {
  /** Where the bundle goes; it appears there whole or not at all. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly exclude?: Exclusions;
  /** Keeps the salts of withheld fields. Needed when fields are left out. */
  readonly openings?: OpeningsFile;
  /** Adds the classic form of in-toto: a layout of the plan and a link of each step, for in-toto-verify. */
  readonly layout?: boolean;
  /** Asks a timestamp authority; the bytes of the bundle then differ from export to export. */
  readonly timestamp?: { readonly post: PostTimestamp; readonly authorities?: readonly X509Certificate[] };
}

export interface WrittenBundle {
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
  readonly fingerprint: string;
  /** What was left out, to be recorded with the export. */
  readonly withheld: EnvironmentFile['withheld'];
}

/**
 * Exports an ended run. The same run, signer and exclusions give the same bytes. Throws AppError `bundle.run-not-ended`,
 * `bundle.source-*` when the stored run contradicts itself, `bundle.unknown-field`, `bundle.withheld-elsewhere`, `bundle.looks-withheld`,
 * `timestamp.*`.
 */
export async function writeBundle(source: BundleSource, signer: Signer, options: WriteOptions): Promise<WrittenBundle> {
  const exclude = options.exclude ?? {};
  const events = exportedEvents(source.events);
  const plan = planBytes(source);
  const original = foldChecked(source, events);
  const redacted = await redact(source, events, exclude, options.openings);
  refuseLookalikes(redacted);
  const fold = folded(source, redacted.events);
  const records = fold.records();
  const streamed = await streamedFiles(source, original.records(), records, exclude);
  const host = withoutNames(source.environment, redacted.needles);
  await refuseWithheld({ plan: source.plan, originals: events, redacted, host, streamed: streamed.files });
  const environment: EnvironmentFile = {
    ...host,
    bundle: BUNDLE_FORMAT,
    runId: fold.created.runId,
    planDigest: source.digest,
    engine: fold.created.data.engine,
    servers: fold.created.data.servers ?? [],
    signer: { fingerprint: signer.fingerprint, protection: signer.protection },
    // Said before the signature is stamped: when the authority does not answer then, there is no bundle.
    ...(options.timestamp === undefined ? {} : { timestamped: true }),
    rendering: RENDERING,
    withheld: { ...redacted.summary, artifacts: streamed.withheldArtifacts, logs: streamed.withheldLogs },
  };
  const files = new Map<string, Buffer | StreamedFile>(streamed.files.map((file) => [file.path, file]));
  files.set(FILES.plan, plan);
  files.set(FILES.environment, Buffer.from(canonicalJson(environment)));
  const { journal, checkpoint } = journalFiles(redacted.events, signer);
  files.set(FILES.journal, journal);
  files.set(FILES.checkpoint, checkpoint);
  for (const [index, record] of records.entries()) {
    files.set(recordFile(index, record.stepId), Buffer.from(canonicalJson(record)));
  }
  const hasLayout = options.layout === true;
  for (const [path, text] of renderViews({ plan: source.plan, fold, records, environment, hasLayout })) {
    files.set(path, Buffer.from(text));
  }
  await sign(files, { source, fold, records, signer, options });
  const bytes = await writeZip(files, options);
  return {
    file: options.file,
    bytes,
    files: files.size,
    fingerprint: signer.fingerprint,
    withheld: environment.withheld,
  };
}

/** The export of a run is an event of it; the newest ones stay out, so that exporting twice gives the same bytes. */
function exportedEvents(events: readonly BundleEvent[]): readonly BundleEvent[] {
  const last = events.findLastIndex((event) => event.type !== 'run.exported');
  return events.slice(0, last + 1);
}

function planBytes(source: BundleSource): Buffer {
  const bytes = Buffer.from(canonicalJson(source.plan));
  if (sha256(bytes) === source.digest) return bytes;
  throw contradiction('the stored plan is not the one that the run names');
}

function foldChecked(source: BundleSource, events: readonly BundleEvent[]): RunFold {
  const broken = checkChain(events);
  if (broken !== undefined) throw contradiction(`event ${broken.seq} breaks the chain (${broken.differs})`);
  for (const event of events) {
    const problem = eventShape(event, '');
    if (problem !== undefined) throw contradiction(`event ${event.seq}: ${problem}`);
  }
  const fold = folded(source, events);
  if (fold.created.data.planDigest !== source.digest) throw contradiction('the run is of another plan');
  if (fold.end === undefined) {
    throw new AppError('bundle.run-not-ended', 'the run has not ended: there is no verdict to prove yet', {
      hint: 'wait for its end, or cancel it',
    });
  }
  const made = new Map<string, BundleRecord>(fold.records().map((record) => [record.stepId, record]));
  for (const record of source.records) {
    const expected = made.get(record.stepId);
    // A step that was reopened and never came to an end again keeps its older record in the store.
    if (expected !== undefined && isNotRun(expected)) continue;
    if (canonicalJson(expected ?? null) !== canonicalJson(record)) {
      throw contradiction(`the record of step ${record.stepId} is not what its events say`);
    }
  }
  return fold;
}

function folded(source: BundleSource, events: readonly BundleEvent[]): RunFold {
  const fold = new RunFold(source.plan);
  try {
    for (const event of events) fold.add(event);
  } catch (error) {
    if (error instanceof RangeError) throw contradiction(errorMessage(error));
    throw error;
  }
  return fold;
}

function contradiction(message: string): AppError {
  return new AppError('bundle.source-contradiction', `the stored run contradicts itself: ${message}`, {
    hint: 'the data folder is damaged: restore it from a backup',
  });
}

async function redact(
  source: BundleSource,
  events: readonly BundleEvent[],
  exclude: Exclusions,
  openings: OpeningsFile | undefined,
): Promise<RedactedJournal> {
  const patterns = exclude.fields ?? [];
  if (patterns.length === 0) return nothingWithheld(events);
  if (openings === undefined) throw new RangeError('withheld fields need a file for their openings');
  const redacted = withholdFields(source.plan, events, patterns, openings);
  // Kept before the bundle exists: a commitment that nobody can open proves nothing.
  await openings.keep(redacted.openings);
  return redacted;
}

/** A value of the run that looks like a commitment would pass for one: it has to become one. */
function refuseLookalikes({ events, summary }: RedactedJournal): void {
  const listed = new Set(summary.fields.map(({ seq, pointer }) => `${seq}${pointer}`));
  for (const event of events) {
    const pointer = withheldIn(event)
      .map(pointerOf)
      .find((found) => !listed.has(`${event.seq}${found}`));
    if (pointer === undefined) continue;
    const message = `event ${event.seq} has a value at ${pointer} that looks as if it had been withheld`;
    throw new AppError('bundle.looks-withheld', message, { hint: `withhold it: --redact fields=${pointer}` });
  }
}

/** Names of tools stand in the records, where they can be withheld, and among what the host has. */
function withoutNames(environment: BundleEnvironment, needles: Needles): BundleEnvironment {
  const hidden = (text: string): string => (isIn(needles, text) ? '(withheld)' : text);
  const tools = environment.tools.map(({ kind, name, version }) => {
    return { kind, name: hidden(name), version: hidden(version) };
  });
  return { ...environment, tools };
}

interface Signing {
  readonly source: BundleSource;
  readonly fold: RunFold;
  readonly records: readonly BundleRecord[];
  readonly signer: Signer;
  readonly options: WriteOptions;
}

/** Adds the attestations, the sums and the signatures over everything that is there. */
async function sign(files: Map<string, Buffer | StreamedFile>, context: Signing): Promise<void> {
  const { source, fold, records, signer, options } = context;
  const digests = new Map([...files].map(([path, file]) => [path, digestOf(file)]));
  const add = (path: string, bytes: Buffer): void => {
    files.set(path, bytes);
    digests.set(path, digestOf(bytes));
  };
  const lines = source.plan.steps.flatMap((step, index) =>
    stepStatements(records[index] as BundleRecord, step, index, digests).map(
      (statement) => `${canonicalJson(signStatement(statement, signer))}\n`,
    ),
  );
  add(FILES.steps, Buffer.from(lines.join('')));
  const { fingerprint, publicKey } = signer;
  if (options.layout === true) {
    for (const [path, signed] of classicFiles(source.plan, fold, digests, publicKey)) {
      add(path, Buffer.from(sealClassic(signed, publicKey, signer.sign(signed))));
    }
    add(FILES.layoutKey, Buffer.from(classicKeyFile(publicKey)));
  }
  const wrapped = (envelope: Envelope, timestamp?: Uint8Array): Buffer =>
    Buffer.from(canonicalJson(sigstoreBundle(envelope, fingerprint, timestamp)));
  add(FILES.verdict, wrapped(signStatement(verdictStatement(fold, digests), signer)));
  const listed = [...digests].map(([path, sha256]) => ({ path, sha256 })).filter(({ path }) => isListed(path));
  const sums = Buffer.from(encodeSums(listed));
  add(FILES.sums, sums);
  const sumsSignature = signer.sign(sshSignedData(SSH_NAMESPACE, sums));
  files.set(FILES.sumsSignature, Buffer.from(encodeSshSignature(publicKey, SSH_NAMESPACE, sumsSignature)));
  const root = signStatement(rootStatement(fold, listed, digests), signer);
  files.set(FILES.root, Buffer.from(canonicalJson(root)));
  const timestamp = await stamp(root, options);
  files.set(FILES.rootBundle, wrapped(root, timestamp));
  if (timestamp !== undefined) files.set(FILES.timestamp, timestamp);
  files.set(FILES.publicPem, Buffer.from(publicPem(publicKey)));
  files.set(FILES.publicSsh, Buffer.from(`${sshPublicLine(publicKey, SSH_PRINCIPAL)}\n`));
}

function digestOf(file: Buffer | StreamedFile): string {
  return Buffer.isBuffer(file) ? digestHex(sha256(file)) : file.sha256;
}

async function stamp(root: Envelope, { timestamp, signal }: WriteOptions): Promise<Buffer | undefined> {
  if (timestamp === undefined) return undefined;
  const signature = Buffer.from(root.signatures[0]?.sig ?? '', 'base64');
  const { post, authorities = [] } = timestamp;
  return requestTimestamp(signature, post, { signal, authorities });
}

function writeZip(files: ReadonlyMap<string, Buffer | StreamedFile>, options: WriteOptions): Promise<number> {
  return writeNewFile(options.file, async (file) => {
    const zip = new ZipWriter(file, options.signal);
    for (const [path, content] of [...files].sort(([a], [b]) => comparePaths(a, b))) {
      if (Buffer.isBuffer(content)) await zip.addBytes(path, content);
      else await zip.addStream(path, content, content.open());
    }
    return zip.close();
  });
}
