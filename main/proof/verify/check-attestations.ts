import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { BundleRecord } from '../format/bundle-record.ts';
import {
  type Envelope,
  envelopeShape,
  openEnvelope,
  type SigstoreBundle,
  sigstoreBundle,
  sigstoreShape,
} from '../format/dsse.ts';
import { FILES, PREDICATES, STATEMENT_TYPE } from '../format/names.ts';
import { listOf, mapOf, object, text } from '../format/shape.ts';
import { rootStatement, stepStatements, verdictStatement } from '../format/statements.ts';
import type { FileDigest } from '../format/sums.ts';
import { type BundleView, bytesOf, type RunFiles, readJson } from './bundle-view.ts';
import type { Journal } from './check-journal.ts';

const statementShape = object({
  _type: text,
  subject: listOf(object({ name: text, digest: mapOf(text) })),
  predicateType: text,
  predicate: object({}),
});

interface Statement {
  readonly _type: string;
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicateType: string;
}

/** Opens an envelope and checks what every statement has; its payload, or `undefined` after reporting. */
function openStatement(
  view: BundleView,
  file: string,
  value: unknown,
  types: readonly string[],
  where = '',
): Buffer | undefined {
  const { findings, signer } = view;
  const place = where === '' ? '' : `${where}: `;
  const opened = openEnvelope(value as Envelope, signer.key, signer.fingerprint);
  if ('rule' in opened) {
    findings.fail(file, opened.rule, `${place}${ENVELOPE_MESSAGES[opened.rule]}`);
    return undefined;
  }
  const parsed = readJson(findings, file, opened.payload, statementShape, 'statement.form', where);
  if (parsed === undefined) return undefined;
  const { _type, subject, predicateType } = parsed as unknown as Statement;
  const fail = (rule: string, message: string): undefined => {
    findings.fail(file, rule, `${place}${message}`);
    return undefined;
  };
  if (_type !== STATEMENT_TYPE) return fail('statement.type', `its type is ${_type}`);
  if (!types.includes(predicateType)) return fail('statement.predicate-type', `its predicate type is ${predicateType}`);
  if (new Set(subject.map(({ name }) => name)).size !== subject.length) {
    return fail('statement.subject-duplicate', 'a subject stands twice');
  }
  return opened.payload;
}

const ENVELOPE_MESSAGES = {
  'dsse.payload-type': 'its payload is not an in-toto statement',
  'dsse.signature-count': 'it does not have exactly one signature',
  'dsse.keyid': 'its key id is not the fingerprint of the signer',
  'dsse.encoding': 'it is not an envelope as we write it',
  'dsse.signature': 'its signature does not match',
} as const;

/** The root: two copies of one envelope, over every file of the bundle. The envelope, for its timestamp. */
export function checkRoot(
  view: BundleView,
  listed: readonly FileDigest[],
  journal: Journal | undefined,
): Envelope | undefined {
  const { findings, files } = view;
  const value = readJson(findings, FILES.root, bytesOf(view, FILES.root), envelopeShape, 'dsse.form');
  if (value === undefined) return undefined;
  const envelope = value as unknown as Envelope;
  const payload = openStatement(view, FILES.root, envelope, [PREDICATES.provenance]);
  checkSigstore(view, FILES.rootBundle, envelope, files.bytes.get(FILES.timestamp));
  if (payload === undefined) return undefined;
  const { subject } = JSON.parse(payload.toString('utf8')) as Statement;
  const claimed = new Map(subject.map(({ name, digest }) => [name, digest['sha256']]));
  const expected = [FILES.sums, ...listed.map(({ path }) => path)];
  const wrong =
    expected.find((path) => claimed.get(path) !== files.digests.get(path)) ??
    [...claimed.keys()].find((name) => !expected.includes(name));
  if (wrong !== undefined) {
    findings.fail(FILES.root, 'statement.subjects', `the subject ${wrong} is not what the bundle has`);
  } else if (journal !== undefined && !isExpected(payload, () => rootStatement(journal.fold, listed, files.digests))) {
    findings.fail(FILES.root, 'statement.content', 'it does not say what the rest of the bundle says');
  }
  return envelope;
}

/** A statement that cannot be made from what is there is not the one that was signed. */
function isExpected(payload: Buffer, make: () => Buffer): boolean {
  try {
    return make().equals(payload);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A Sigstore bundle is exactly the wrapping of its envelope. */
function checkSigstore(view: BundleView, file: string, envelope: Envelope, timestamp: Uint8Array | undefined): void {
  const { findings, signer } = view;
  const value = readJson(findings, file, bytesOf(view, file), sigstoreShape, 'sigstore.form');
  if (value === undefined) return;
  const bundle = value as unknown as SigstoreBundle;
  if (bundle.verificationMaterial.publicKey.hint !== signer.fingerprint) {
    findings.fail(file, 'sigstore.hint', 'its key hint is not the key id of its signature');
  } else if (canonicalJson(bundle.dsseEnvelope) !== canonicalJson(envelope)) {
    findings.fail(file, 'sigstore.envelope', `its envelope is not the one of ${FILES.root}`);
  } else if (canonicalJson(value) !== canonicalJson(sigstoreBundle(envelope, signer.fingerprint, timestamp))) {
    findings.fail(file, 'sigstore.form', 'it is not a Sigstore bundle as we write it, or its timestamp is another one');
  }
}

/** The verdict says what the journal says. */
export function checkVerdictStatement(view: BundleView, journal: Journal): void {
  const { findings, files } = view;
  const value = readJson(findings, FILES.verdict, bytesOf(view, FILES.verdict), sigstoreShape, 'sigstore.form');
  if (value === undefined) return;
  const { dsseEnvelope } = value as unknown as SigstoreBundle;
  const payload = openStatement(view, FILES.verdict, dsseEnvelope, [PREDICATES.verdict]);
  checkSigstore(view, FILES.verdict, dsseEnvelope, undefined);
  if (payload !== undefined && !isExpected(payload, () => verdictStatement(journal.fold, files.digests))) {
    findings.fail(FILES.verdict, 'statement.content', 'it is not the verdict that the journal gives');
  }
}

/** One attestation per step and per check that was read, all of them, in order. How many there are. */
export function checkStepStatements(view: BundleView, { plan }: RunFiles, records: readonly BundleRecord[]): number {
  const { findings, files } = view;
  const fail = (rule: string, message: string): void => findings.fail(FILES.steps, rule, message);
  let expected: readonly string[];
  try {
    const made = plan.steps.flatMap((step, index) =>
      stepStatements(records[index] as BundleRecord, step, index, files.digests),
    );
    expected = made.map((statement) => statement.toString('utf8'));
  } catch (error) {
    // A file that a statement is about is missing, which is reported where it is missed.
    if (error instanceof RangeError) return 0;
    throw error;
  }
  const lines = linesOf(bytesOf(view, FILES.steps));
  if (lines === undefined) {
    fail('dsse.form', 'its last line has no end');
    return 0;
  }
  const found = lines.map((line, index) => {
    const where = `line ${index + 1}`;
    const value = readJson(findings, FILES.steps, line, envelopeShape, 'dsse.form', where);
    if (value === undefined) return undefined;
    return openStatement(view, FILES.steps, value, [PREDICATES.link, PREDICATES.testResult], where)?.toString('utf8');
  });
  if (found.includes(undefined)) return lines.length;
  const [wanted, there] = [new Set(expected), new Set(found)];
  const missing = expected.findIndex((statement) => !there.has(statement));
  const unknown = found.findIndex((statement) => !wanted.has(statement ?? ''));
  if (missing >= 0 && unknown >= 0) fail('statement.content', `line ${unknown + 1} does not say what the bundle says`);
  else if (missing >= 0) fail('attestation.missing', `attestation ${missing + 1} of ${expected.length} is missing`);
  else if (unknown >= 0) fail('attestation.unknown', `line ${unknown + 1} is about nothing in this bundle`);
  else if (found.length !== expected.length) fail('attestation.duplicate', 'an attestation stands twice');
  else if (found.some((statement, index) => statement !== expected[index])) {
    fail('attestation.order', 'the attestations are not in the order of the steps');
  }
  return lines.length;
}

function linesOf(bytes: Buffer): readonly Buffer[] | undefined {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) return undefined;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
}
