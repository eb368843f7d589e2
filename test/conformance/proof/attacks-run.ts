import { FILES, recordFile } from '#main/proof/format/names.ts';
import { type Attack } from './attack.ts';
import {
  bytesAt,
  editJson,
  eventsOf,
  type Files,
  type Loose,
  lie,
  linesOf,
  reseal,
  setEvents,
  setLines,
} from './bundle-kit.ts';
import { RUN_ID } from './run-script.ts';

const RECORD = recordFile(0, 'backup');

/** Lies about the run that the owner of the key can sign: a signature alone must not make them true. */
export const RUN_LIES: readonly Attack[] = [
  {
    name: 'change the verdict in a record',
    rule: 'record.not-in-journal',
    apply(files) {
      editJson(files, RECORD, (record) => {
        record.verdict = 'satisfied';
      });
      reseal(files);
    },
  },
  {
    name: 'change a reading in a record',
    rule: 'record.not-in-journal',
    apply(files) {
      editJson(files, RECORD, (record) => {
        record.after[0].observed = { value: 'other' };
      });
      reseal(files);
    },
  },
  {
    name: 'leave a step without a record',
    rule: 'record.missing',
    apply(files) {
      files.delete(RECORD);
      reseal(files);
    },
  },
  {
    name: 'add the record of a step that the plan does not have',
    rule: 'record.unknown',
    apply(files) {
      files.set('steps/0006-more/record.json', bytesAt(files, RECORD));
      reseal(files);
    },
  },
  {
    name: 'give a verdict that the readings do not support',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'backup', 'after', (data) => (data.readings[0].status = 'red')),
      ),
  },
  {
    name: 'claim that an unreadable check was passed',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'backup', 'after', (data) => (data.readings[0].status = 'unreadable')),
      ),
  },
  {
    name: 'claim that a check was passed that was not read',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) => edit(events, 'checks.read', 'backup', 'after', (data) => (data.readings = []))),
  },
  {
    name: 'make a failing check a mere warning',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'backup', 'after', (data) =>
          Object.assign(data.readings[0], { status: 'red', severity: 'warn' }),
        ),
      ),
  },
  {
    name: 'claim satisfied where a check was red before',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'create', 'before', (data) => (data.readings[0].status = 'red')),
      ),
  },
  {
    name: 'claim success of an act that failed',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) => edit(events, 'act.finished', 'backup', undefined, (data) => (data.ok = false))),
  },
  {
    name: 'claim success with a red precondition',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'backup', 'before', (data) => (data.preconditions[0].status = 'red')),
      ),
  },
  {
    name: 'drop the approval of a step',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        events.filter((event) => !(event.type === 'wait.answered' && event.data.stepId === 'switch')),
      ),
  },
  {
    name: 'drop the report of an act',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        events.filter((event) => !(event.type === 'act.finished' && event.data.stepId === 'confirm')),
      ),
  },
  {
    name: 'claim failure where nothing failed',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'step.settled', 'backup', undefined, (data) =>
          Object.assign(data, { verdict: 'failed', strength: null, checks: [] }),
        ),
      ),
  },
  {
    name: 'claim proof of what was green before',
    rule: 'strength.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'checks.read', 'backup', 'before', (data) => (data.readings[0].status = 'green')),
      ),
  },
  {
    name: 'raise the strength of a step',
    rule: 'strength.unsupported',
    apply: (files) =>
      lie(files, (events) => edit(events, 'step.settled', 'confirm', undefined, (data) => (data.strength = 'proven'))),
  },
  {
    name: 'raise the strength of a check',
    rule: 'strength.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'step.settled', 'confirm', undefined, (data) => (data.checks[1] = 'observed')),
      ),
  },
  {
    name: 'raise the strength of the run',
    rule: 'run.unsupported',
    apply: (files) =>
      lie(files, (events) => edit(events, 'run.finished', undefined, undefined, (data) => (data.strength = 'proven'))),
  },
  {
    name: 'call a passed run failed',
    rule: 'run.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'run.finished', undefined, undefined, (data) => (data.verification = 'failed')),
      ),
  },
  {
    name: 'let a step vanish from the journal of a passed run',
    rule: 'run.unsupported',
    apply: (files) => lie(files, (events) => events.filter((event) => event.data.stepId !== 'confirm')),
  },
  {
    name: 'call a step skipped that the plan does not let be skipped',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) => {
        const others = events.filter((event) => event.data.stepId !== 'confirm');
        const end = others.findIndex((event) => event.type === 'run.finished');
        others[end].data.strength = 'satisfied';
        const data = { stepId: 'confirm', verdict: 'skipped', strength: null, reason: '`when` is false', checks: [] };
        return others.toSpliced(end, 0, { ...others[end], type: 'step.settled', data });
      }),
  },
  {
    name: 'let somebody else than a person give a person’s word',
    rule: 'journal.order',
    apply: (files) =>
      lie(files, (events) => {
        const word = events.find((event) => event.type === 'wait.answered' && event.data.kind === 'confirm');
        word.actor = { kind: 'agent', name: 'helper' };
      }),
  },
  {
    name: 'act more often than the plan allows',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) => {
        const act = events.filter((event) => event.data.stepId === 'backup' && event.type.startsWith('act.'));
        const more = act.map((event) => ({ ...event, data: { ...event.data, try: 2 } }));
        const read = events.find((event) => event.data.stepId === 'backup' && event.data.phase === 'after');
        read.data.try = 2;
        return events.toSpliced(events.indexOf(read), 0, ...more);
      }),
  },
  {
    name: 'begin a step before what it needs was done',
    rule: 'journal.order',
    apply: (files) =>
      lie(files, (events) => {
        const isOf = (stepId: string) => (event: Loose) => event.data.stepId === stepId;
        const moved = events.filter(isOf('create'));
        const rest = events.filter((event) => !isOf('create')(event));
        return rest.toSpliced(rest.findIndex(isOf('backup')), 0, ...moved);
      }),
  },
  {
    name: 'read what was there before an act after it',
    rule: 'journal.order',
    apply: (files) => lie(files, (events) => moved(events, 'backup', 'checks.read', 'act.finished')),
  },
  {
    name: 'read what was there after an act in the middle of it',
    rule: 'journal.order',
    apply: (files) => lie(files, (events) => moved(events, 'backup', 'act.finished', 'step.settled', -1)),
  },
  {
    name: 'let a person’s word be read where nobody gave it',
    rule: 'journal.order',
    apply: (files) =>
      lie(files, (events) => {
        const read = events.find((event) => event.data.stepId === 'confirm' && event.data.phase === 'after');
        const word = {
          check: 0,
          name: 'x',
          kind: 'human',
          severity: 'fail',
          status: 'green',
          observed: {},
          message: '',
        };
        read.data.readings.push({ ...word, at: read.at, durationMs: 0, polls: 1 });
        return events.filter(({ type, data }) => !type.startsWith('wait.') || data.stepId !== 'confirm');
      }),
  },
  {
    name: 'approve after the question has expired',
    rule: 'journal.order',
    apply: (files) =>
      lie(files, (events) => {
        const question = events.find((event) => event.type === 'wait.opened' && event.data.kind === 'approval');
        question.data.expiresAt = question.at;
      }),
  },
  {
    name: 'approve without the reason that the plan asks for',
    rule: 'verdict.unsupported',
    apply: (files) =>
      lie(files, (events) => edit(events, 'wait.answered', 'switch', undefined, (data) => (data.reason = ' '))),
  },
  {
    name: 'give the run the name of another plan',
    rule: 'plan.name',
    apply: (files) =>
      lie(files, (events) => edit(events, 'run.created', undefined, undefined, (data) => (data.planName = 'other'))),
  },
  {
    name: 'let a run continue itself',
    rule: 'run.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'run.created', undefined, undefined, (data) => {
          data.attemptOf = { runId: RUN_ID, fromStep: 'create', revision: 'recorded', carried: [] };
        }),
      ),
  },
  ...[
    { what: 'by an agent', change: { actor: { kind: 'agent', name: 'helper' } } },
    { what: 'without a reason', data: { reason: '' } },
    { what: 'for a time that had passed', data: { until: 1 } },
  ].map(({ what, change, data }) => ({
    name: `waive a step ${what}`,
    rule: 'run.unsupported',
    apply: (files: Files) =>
      lie(files, (events) => {
        const waiver = { ...events.at(-1), type: 'step.waived', actor: { kind: 'operator', name: 'ada' }, ...change };
        return [...events, { ...waiver, data: { stepId: 'switch', reason: 'known', until: null, ...data } }];
      }),
  })),
  {
    name: 'claim a rollback that nobody did',
    rule: 'run.unsupported',
    apply: (files) =>
      lie(files, (events) =>
        edit(events, 'run.finished', undefined, undefined, (data) =>
          Object.assign(data, { rollback: 'verified', verification: 'failed', strength: null }),
        ),
      ),
  },
  {
    name: 'claim that a step was restored',
    rule: 'undo.unsupported',
    apply: (files) =>
      lie(files, (events) => {
        const end = events.findIndex((event) => event.type === 'run.finished');
        const data = { stepId: 'backup', verdict: 'restored', reason: 'every check reads as before the act' };
        return events.toSpliced(end, 0, { ...events[end], type: 'undo.settled', data });
      }),
  },
  {
    name: 'slip an event of another run into the journal',
    rule: 'journal.chain',
    apply(files) {
      const events: Loose[] = eventsOf(files);
      setEvents(files, events.with(4, { ...events[4], runId: `${RUN_ID.slice(0, -1)}2` }));
      reseal(files);
    },
  },
  {
    name: 'edit an event and leave its hash',
    rule: 'journal.chain',
    apply(files) {
      const lines = linesOf(files, FILES.journal);
      setLines(files, FILES.journal, lines.with(2, (lines[2] ?? '').replace(/"at":\d+/, '"at":1760000000001')));
      reseal(files);
    },
  },
  {
    name: 'add an event of a type that nobody knows',
    rule: 'journal.form',
    apply(files) {
      const events: Loose[] = eventsOf(files);
      const before = new Map(files);
      setEvents(files, [...events, { ...events[0], type: 'run.blessed', data: {} }]);
      const journal = bytesAt(files, FILES.journal);
      for (const [path, bytes] of before) files.set(path, bytes);
      files.set(FILES.journal, journal);
    },
  },
  {
    name: 'let things happen after the end',
    rule: 'journal.order',
    apply(files) {
      const events: Loose[] = eventsOf(files);
      const settled: Loose = events.find((event) => event.type === 'step.settled');
      const before = new Map(files);
      setEvents(files, [...events, settled]);
      const journal = bytesAt(files, FILES.journal);
      for (const [path, bytes] of before) files.set(path, bytes);
      files.set(FILES.journal, journal);
    },
  },
];

/** The first event of a step and a type, put behind the first of another type; `by` moves it from there. */
function moved(events: Loose[], stepId: string, type: string, behind: string, by = 0): Loose[] {
  const at = (wanted: string): number =>
    events.findIndex((event) => event.data.stepId === stepId && event.type === wanted);
  const event = events[at(type)];
  return events.toSpliced(at(behind) + 1 + by, 0, event).toSpliced(at(type), 1);
}

function edit(
  events: Loose[],
  type: string,
  stepId: string | undefined,
  phase: string | undefined,
  change: (data: Loose) => unknown,
): void {
  const event = events.findLast(
    (candidate) =>
      candidate.type === type &&
      (stepId === undefined || candidate.data.stepId === stepId) &&
      (phase === undefined || candidate.data.phase === phase),
  );
  if (event === undefined) throw new Error(`no ${type} of ${stepId}`);
  change(event.data);
}
