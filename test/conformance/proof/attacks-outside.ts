import { FILES, recordFile } from '#main/proof/format/names.ts';
import { publicPem, sshPublicLine } from '#main/proof/format/ssh.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { type Attack, artifactIn, OTHER, respell } from './attack.ts';
import { bytesAt, editJson, type Files, type Loose, linesOf, setLines, setRoot, signSums } from './bundle-kit.ts';
import { digestOf } from './sample-run.ts';

const LOG = 'steps/0001-backup/stdout.log';
const CAST = 'steps/0001-backup/stdout.cast';
const RECORD = recordFile(0, 'backup');

function flip(files: Files, path: string): void {
  const bytes = Buffer.from(bytesAt(files, path));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  files.set(path, bytes);
}

const EDITED = [
  LOG,
  CAST,
  FILES.report,
  FILES.verifyText,
  FILES.plan,
  FILES.environment,
  FILES.journal,
  FILES.checkpoint,
];
const NEEDED = [
  LOG,
  CAST,
  RECORD,
  FILES.plan,
  FILES.environment,
  FILES.journal,
  FILES.checkpoint,
  FILES.report,
  FILES.verifyText,
  FILES.sums,
  FILES.sumsSignature,
  FILES.steps,
  FILES.root,
  FILES.rootBundle,
  FILES.verdict,
  FILES.publicPem,
  FILES.publicSsh,
];
const ADDED = [
  'README.txt',
  'steps/0001-backup/more.log',
  'steps/0009-more/record.json',
  'keys/other.pub.pem',
  'attestations/run.more.json',
  'timestamps/more.tsr',
];

/** Anybody can do these. */
export const OUTSIDE: readonly Attack[] = [
  ...[...EDITED, RECORD].map((path) => ({
    name: `edit ${path}`,
    rule: 'file.changed',
    file: path,
    apply: (files: Files) => flip(files, path),
  })),
  { name: 'edit an artifact', rule: 'file.changed', apply: (files) => flip(files, artifactIn(files, 'roles.sql')) },
  ...NEEDED.map((path) => ({
    name: `remove ${path}`,
    rule: 'file.missing',
    file: path,
    apply: (files: Files) => void files.delete(path),
  })),
  {
    name: 'remove an artifact',
    rule: 'file.missing',
    apply: (files) => void files.delete(artifactIn(files, 'roles.sql')),
  },
  ...ADDED.map((path) => ({
    name: `add ${path}`,
    rule: 'file.unlisted',
    file: path,
    apply: (files: Files) => void files.set(path, Buffer.from('more')),
  })),
  {
    name: 'rename a log',
    rule: 'file.unlisted',
    file: 'steps/0001-backup/stdout.3.log',
    apply(files) {
      files.set('steps/0001-backup/stdout.3.log', bytesAt(files, LOG));
      files.delete(LOG);
    },
  },
  {
    name: 'swap two logs',
    rule: 'file.changed',
    apply(files) {
      const other = 'steps/0004-confirm/stdout.log';
      const [a, b] = [bytesAt(files, LOG), bytesAt(files, other)];
      files.set(LOG, b);
      files.set(other, a);
    },
  },
  {
    name: 'reorder journal lines',
    rule: 'journal.chain',
    apply(files) {
      const [first = '', second = '', third = '', ...rest] = linesOf(files, FILES.journal);
      setLines(files, FILES.journal, [first, third, second, ...rest]);
    },
  },
  {
    name: 'drop a journal line in the middle',
    rule: 'journal.chain',
    apply: (files) => setLines(files, FILES.journal, linesOf(files, FILES.journal).toSpliced(5, 1)),
  },
  {
    name: 'drop the last journal line',
    rule: 'journal.end',
    apply: (files) => setLines(files, FILES.journal, linesOf(files, FILES.journal).slice(0, -1)),
  },
  {
    name: 'repeat a journal line',
    rule: 'journal.chain',
    apply(files) {
      const lines = linesOf(files, FILES.journal);
      setLines(files, FILES.journal, lines.toSpliced(3, 0, lines[3] ?? ''));
    },
  },
  {
    name: 'cut the journal in a line',
    rule: 'journal.form',
    apply: (files) => void files.set(FILES.journal, bytesAt(files, FILES.journal).subarray(0, -20)),
  },
  {
    name: 'drop a step attestation',
    rule: 'attestation.missing',
    apply: (files) => setLines(files, FILES.steps, linesOf(files, FILES.steps).slice(1)),
  },
  {
    name: 'reorder step attestations',
    rule: 'attestation.order',
    apply: (files) => setLines(files, FILES.steps, linesOf(files, FILES.steps).toReversed()),
  },
  {
    name: 'repeat a step attestation',
    rule: 'attestation.duplicate',
    apply(files) {
      const lines = linesOf(files, FILES.steps);
      setLines(files, FILES.steps, [...lines, lines[0] ?? '']);
    },
  },
  {
    name: 'put the verdict among the step attestations',
    rule: 'statement.predicate-type',
    apply(files) {
      const verdict = JSON.parse(bytesAt(files, FILES.verdict).toString('utf8')) as { dsseEnvelope: unknown };
      setLines(files, FILES.steps, [...linesOf(files, FILES.steps), canonicalJson(verdict.dsseEnvelope)]);
    },
  },
  {
    name: 'make the sums fit an edited log',
    rule: 'sums.signature',
    apply(files) {
      const before = digestOf(bytesAt(files, LOG)).slice(7);
      flip(files, LOG);
      const after = digestOf(bytesAt(files, LOG)).slice(7);
      files.set(FILES.sums, Buffer.from(bytesAt(files, FILES.sums).toString('utf8').replace(before, after)));
    },
  },
  {
    name: 'drop a line of the sums',
    rule: 'file.unlisted',
    apply: (files) => setLines(files, FILES.sums, linesOf(files, FILES.sums).slice(1)),
  },
  {
    name: 'reorder the sums',
    rule: 'sums.form',
    apply: (files) => setLines(files, FILES.sums, linesOf(files, FILES.sums).toReversed()),
  },
  { name: 'sign the sums with another key', rule: 'key.mismatch', apply: (files) => signSums(files, OTHER) },
  {
    name: 'edit the signature of the sums',
    rule: 'sums.signature-form',
    apply: (files) => flip(files, FILES.sumsSignature),
  },
  {
    name: 'put another key into keys/ as PEM',
    rule: 'key.mismatch',
    apply: (files) => void files.set(FILES.publicPem, Buffer.from(publicPem(OTHER.publicKey))),
  },
  {
    name: 'put another key into keys/ for ssh',
    rule: 'key.mismatch',
    apply: (files) =>
      void files.set(FILES.publicSsh, Buffer.from(`${sshPublicLine(OTHER.publicKey, 'ops-control-room')}\n`)),
  },
  {
    name: 'put another key into keys/ in both forms',
    rule: 'dsse.keyid',
    apply(files) {
      files.set(FILES.publicPem, Buffer.from(publicPem(OTHER.publicKey)));
      files.set(FILES.publicSsh, Buffer.from(`${sshPublicLine(OTHER.publicKey, 'ops-control-room')}\n`));
    },
  },
  {
    name: 'edit the root signature',
    rule: 'dsse.signature',
    apply: (files) =>
      editRoot(files, (root) => {
        const sig = Buffer.from(root.signatures[0].sig, 'base64');
        sig[10] = (sig[10] ?? 0) ^ 1;
        root.signatures[0].sig = sig.toString('base64');
      }),
  },
  {
    name: 'edit the root payload',
    rule: 'dsse.signature',
    apply: (files) =>
      editRoot(files, (root) => {
        const payload = Buffer.from(root.payload, 'base64').toString('utf8');
        root.payload = Buffer.from(payload.replace('staging', 'STAGING')).toString('base64');
      }),
  },
  {
    name: 'add a second signature to the root',
    rule: 'dsse.signature-count',
    apply: (files) => editRoot(files, (root) => void root.signatures.push(root.signatures[0])),
  },
  {
    name: 'take the signature off the root',
    rule: 'dsse.signature-count',
    apply: (files) => editRoot(files, (root) => void root.signatures.pop()),
  },
  {
    name: 'change the key id of the root',
    rule: 'dsse.keyid',
    apply: (files) =>
      editRoot(files, (root) => {
        root.signatures[0].keyid = OTHER.fingerprint;
      }),
  },
  {
    name: 'change the payload type of the root',
    rule: 'dsse.payload-type',
    apply: (files) =>
      editRoot(files, (root) => {
        root.payloadType = 'application/json';
      }),
  },
  {
    name: 'spell the base64 of the root in another way',
    rule: 'dsse.encoding',
    apply: (files) =>
      editRoot(files, (root) => {
        root.signatures[0].sig = root.signatures[0].sig.replace(/=+$/, '');
      }),
  },
  {
    name: 'add a member to the root envelope',
    rule: 'dsse.encoding',
    apply: (files) =>
      editRoot(files, (root) => {
        root.note = 'x';
      }),
  },
  {
    name: 'change the key hint of the Sigstore bundle',
    rule: 'sigstore.hint',
    apply: (files) =>
      editJson(files, FILES.rootBundle, (bundle) => {
        bundle.verificationMaterial.publicKey.hint = OTHER.fingerprint;
      }),
  },
  {
    name: 'put another envelope into the Sigstore bundle',
    rule: 'sigstore.envelope',
    apply(files) {
      const verdict = JSON.parse(bytesAt(files, FILES.verdict).toString('utf8')) as { dsseEnvelope: unknown };
      editJson(files, FILES.rootBundle, (bundle) => {
        bundle.dsseEnvelope = verdict.dsseEnvelope;
      });
    },
  },
  {
    name: 'add a timestamp that is none',
    rule: 'sigstore.form',
    apply: (files) => void files.set(FILES.timestamp, Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00])),
  },
  {
    name: 'give env.json a duplicate key',
    rule: 'json.duplicate-key',
    file: FILES.environment,
    apply: (files) => respell(files, FILES.environment, (text) => text.replace('{', '{"bundle":1,')),
  },
  {
    name: 'give the root envelope a duplicate key',
    rule: 'json.duplicate-key',
    file: FILES.root,
    apply: (files) => respell(files, FILES.root, (text) => text.replace('{', '{"payload":"",')),
  },
  {
    name: 'hide a duplicate key behind an escape',
    rule: 'json.duplicate-key',
    apply: (files) => respell(files, RECORD, (text) => text.replace('{', String.raw`{"\u0076erdict":"failed",`)),
  },
  {
    name: 'add white space to the root envelope',
    rule: 'json.not-canonical',
    apply: (files) => respell(files, FILES.root, (text) => text.replace('{', '{ ')),
  },
  {
    name: 'nest a record without end',
    rule: 'json.depth',
    apply: (files) => void files.set(RECORD, Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  },
  { name: 'make a record no JSON', rule: 'json.syntax', apply: (files) => void files.set(RECORD, Buffer.from('{')) },
  {
    name: 'make a record no UTF-8',
    rule: 'json.encoding',
    apply: (files) => void files.set(RECORD, Buffer.from([0x22, 0xff, 0x22])),
  },
];

function editRoot(files: Files, edit: (root: Loose) => void): void {
  const root: Loose = JSON.parse(bytesAt(files, FILES.root).toString('utf8'));
  edit(root);
  setRoot(files, root);
}
