import { checkpointText, encodeCheckpoint, journalOrigin, openCheckpoint } from '#main/proof/format/checkpoint.ts';
import { FILES } from '#main/proof/format/names.ts';
import { type Attack, artifactIn, respell } from './attack.ts';
import { bytesAt, editJson, type Files, lie, reseal, SIGNER, signSums } from './bundle-kit.ts';
import { RUN_ID } from './run-script.ts';

const LOG = 'steps/0001-backup/stdout.log';
const CAST = 'steps/0001-backup/stdout.cast';

/** Lies about everything else that the owner of the key can sign. */
export const OTHER_LIES: readonly Attack[] = [
  {
    name: 'sign a checkpoint over fewer events',
    rule: 'checkpoint.size',
    apply: (files) => checkpoint(files, (size, root) => [journalOrigin(RUN_ID), size - 1, root]),
  },
  {
    name: 'sign a checkpoint with another root',
    rule: 'checkpoint.root',
    apply: (files) => checkpoint(files, (size) => [journalOrigin(RUN_ID), size, Buffer.alloc(32, 7)]),
  },
  {
    name: 'sign a checkpoint of another run',
    rule: 'checkpoint.origin',
    apply: (files) => checkpoint(files, (size, root) => [journalOrigin('other'), size, root]),
  },
  {
    name: 'edit the checkpoint',
    rule: 'checkpoint.signature',
    apply(files) {
      respell(files, FILES.checkpoint, (text) => text.replace(/\n\d+\n/, '\n3\n'));
      reseal(files);
    },
  },
  {
    name: 'exchange the plan',
    rule: 'plan.digest',
    apply(files) {
      editJson(files, FILES.plan, (plan) => {
        plan.title = 'Another plan';
      });
      reseal(files);
    },
  },
  {
    name: 'exchange the plan for one that is none',
    rule: 'plan.form',
    apply: (files) =>
      editJson(files, FILES.plan, (plan) => {
        plan.steps = [];
      }),
  },
  {
    name: 'say that the run was another one',
    rule: 'environment.mismatch',
    apply(files) {
      editJson(files, FILES.environment, (environment) => {
        environment.runId = 'other';
      });
      reseal(files);
    },
  },
  {
    name: 'leave a subject out of the root',
    rule: 'statement.subjects',
    apply: (files) => reseal(files, { root: (root) => void root.subject.pop() }),
  },
  {
    name: 'add a subject to the root',
    rule: 'statement.subjects',
    apply: (files) =>
      reseal(files, { root: (root) => void root.subject.push({ name: 'x', digest: { sha256: '0'.repeat(64) } }) }),
  },
  {
    name: 'change the digest of a subject of the root',
    rule: 'statement.subjects',
    apply: (files) =>
      reseal(files, {
        root(root) {
          root.subject[0].digest.sha256 = '0'.repeat(64);
        },
      }),
  },
  {
    name: 'name a subject of the root twice',
    rule: 'statement.subject-duplicate',
    apply: (files) => reseal(files, { root: (root) => void root.subject.push(root.subject[0]) }),
  },
  {
    name: 'change the predicate type of the root',
    rule: 'statement.predicate-type',
    apply: (files) =>
      reseal(files, {
        root(root) {
          root.predicateType = 'https://slsa.dev/provenance/v0.2';
        },
      }),
  },
  {
    name: 'change the statement type of the root',
    rule: 'statement.type',
    apply: (files) =>
      reseal(files, {
        root(root) {
          root._type = 'https://in-toto.io/Statement/v0.1';
        },
      }),
  },
  {
    name: 'say that the run had other inputs',
    rule: 'statement.content',
    apply: (files) =>
      reseal(files, {
        root(root) {
          root.predicate.buildDefinition.externalParameters.inputs.env = 'production';
        },
      }),
  },
  {
    name: 'attest a stronger verdict',
    rule: 'statement.content',
    file: FILES.verdict,
    apply: (files) =>
      reseal(files, {
        verdict(statement) {
          statement.predicate.properties = ['OPSROOM_RUN_PASSED', 'OPSROOM_STRENGTH_PROVEN'];
        },
      }),
  },
  {
    name: 'change the predicate type of the verdict',
    rule: 'statement.predicate-type',
    file: FILES.verdict,
    apply: (files) =>
      reseal(files, {
        verdict(statement) {
          statement.predicateType = 'https://in-toto.io/attestation/vsa/v1';
        },
      }),
  },
  {
    name: 'attest another result of a check',
    rule: 'statement.content',
    file: FILES.steps,
    apply: (files) =>
      reseal(files, {
        statements(statements) {
          const warned = statements.find(({ predicate }) => predicate.result === 'WARNED');
          warned.predicate.result = 'PASSED';
          return statements;
        },
      }),
  },
  {
    name: 'leave out a step attestation and sign again',
    rule: 'attestation.missing',
    apply: (files) => reseal(files, { statements: (statements) => statements.slice(0, -1) }),
  },
  {
    name: 'reorder step attestations and sign again',
    rule: 'attestation.order',
    apply: (files) => reseal(files, { statements: (statements) => statements.toReversed() }),
  },
  {
    name: 'attest what the bundle does not have',
    rule: 'attestation.unknown',
    apply: (files) =>
      reseal(files, {
        statements: (statements) => [
          ...statements,
          { ...statements[0], predicate: { ...statements[0].predicate, name: 'more' } },
        ],
      }),
  },
  {
    name: 'exchange a log and sign again',
    rule: 'log.digest',
    apply(files) {
      files.set(LOG, Buffer.from('all good\n'));
      reseal(files);
    },
  },
  {
    name: 'make the page say something else and sign again',
    rule: 'view.content',
    file: FILES.report,
    apply(files) {
      respell(files, FILES.report, (text) => text.replaceAll('satisfied', 'proven'));
      reseal(files, { views: false });
    },
  },
  {
    name: 'make VERIFY.md say something else and sign again',
    rule: 'view.content',
    file: FILES.verifyText,
    apply(files) {
      respell(files, FILES.verifyText, (text) => text.replace('Claim level L1', 'Claim level L3'));
      reseal(files, { views: false });
    },
  },
  {
    name: 'leave the page of another run and sign again',
    rule: 'view.content',
    apply(files) {
      const page = bytesAt(files, FILES.report);
      lie(files, (events) => void (events[0].data.inputs.env = 'production'));
      files.set(FILES.report, page);
      reseal(files, { views: false });
    },
  },
  {
    name: 'exchange the recording of a log and sign again',
    rule: 'log.recording',
    file: CAST,
    apply(files) {
      respell(files, CAST, (text) => text.replace('second line', 'all is well'));
      reseal(files);
    },
  },
  {
    name: 'put something that is no recording in its place and sign again',
    rule: 'log.recording',
    file: CAST,
    apply(files) {
      files.set(CAST, bytesAt(files, LOG));
      reseal(files);
    },
  },
  {
    name: 'leave out a log and sign again',
    rule: 'log.missing',
    apply(files) {
      files.delete(LOG);
      reseal(files);
    },
  },
  {
    name: 'exchange an artifact and sign again',
    rule: 'artifact.digest',
    apply(files) {
      files.set(artifactIn(files, 'roles.sql'), Buffer.from('other'));
      reseal(files);
    },
  },
  {
    name: 'leave out an artifact and sign again',
    rule: 'artifact.missing',
    apply(files) {
      files.delete(artifactIn(files, 'roles.sql'));
      reseal(files);
    },
  },
  {
    name: 'add evidence that no record names',
    rule: 'file.unknown',
    apply(files) {
      files.set('steps/0001-backup/screenshot.png', Buffer.from('png'));
      reseal(files);
    },
  },
  {
    name: 'add a folder that a bundle does not have',
    rule: 'file.unknown',
    apply(files) {
      files.set('notes/read-me-first.txt', Buffer.from('trust me'));
      reseal(files);
    },
  },
  {
    name: 'say that something was withheld that never was',
    rule: 'withheld.unknown',
    apply(files) {
      editJson(files, FILES.environment, (environment) => {
        environment.withheld.logs = ['create'];
      });
      reseal(files);
    },
  },
  {
    name: 'commit to a value that still stands in the journal',
    rule: 'withheld.commitment',
    apply(files) {
      editJson(files, FILES.environment, (environment) => {
        const commitment = `sha256:${'1'.repeat(64)}`;
        environment.withheld.fields = [{ seq: 2, pointer: '/data/host', commitment }];
        environment.withheld.head = commitment;
      });
      reseal(files);
    },
  },
  {
    name: 'withhold a value without saying so',
    rule: 'withheld.unlisted',
    file: FILES.journal,
    apply: (files) =>
      lie(files, (events) => {
        const act = events.find((event) => event.type === 'act.finished');
        act.data.result = { $withheld: `sha256:${'1'.repeat(64)}` };
      }),
  },
  {
    name: 'withhold a part of a value without saying so',
    rule: 'withheld.unlisted',
    apply: (files) =>
      lie(files, (events) => {
        const reading = events.find((event) => event.type === 'checks.read').data.readings[0];
        reading.observed = { all: [1, { $withheld: `sha256:${'1'.repeat(64)}` }] };
      }),
  },
  {
    name: 'sign the sums for another purpose',
    rule: 'sums.namespace',
    apply: (files) => signSums(files, SIGNER, 'file'),
  },
];

function checkpoint(files: Files, edit: (size: number, root: Buffer) => readonly [string, number, Buffer]): void {
  const opened = openCheckpoint(bytesAt(files, FILES.checkpoint).toString('utf8'), SIGNER.publicKey);
  if ('rule' in opened) throw new Error(opened.rule);
  const [origin, size, root] = edit(opened.size, opened.root);
  const text = checkpointText(origin, size, root);
  files.set(
    FILES.checkpoint,
    Buffer.from(encodeCheckpoint(text, origin, SIGNER.publicKey, SIGNER.sign(Buffer.from(text)))),
  );
  reseal(files);
}
