import { describe, expect, it } from 'vitest';
import { recordFile } from '#main/proof/format/names.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import { planOf } from '#test/helpers/plans.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { bytesAt, eventsOf, exported, type Files, type Loose, lie, pack, unpack, verify } from './bundle-kit.ts';
import { RunScript, type World } from './run-script.ts';
import { Evidence, sourceOf } from './sample-run.ts';

const PLAN = planOf({
  onFailure: 'stop',
  inputs: { env: { type: 'string' }, region: { type: 'string' } },
  steps: [
    { id: 'drop', effect: 'irreversible', do: { shell: 'drop' }, verify: [{ shell: 'is dropped' }] },
    { id: 'tell', do: { shell: 'tell' }, verify: [{ shell: 'is told' }] },
  ],
});

/** A world in which the act of the first step ends as its checks read afterwards; a doubt is ended by a person. */
const worldOf = (after: 'green' | 'red' | 'unreadable'): World => ({
  read: (stepId, phase) => (phase === 'before' ? 'red' : stepId === 'drop' ? after : 'green'),
  act: () => ({}),
  answer: (_, kind) => ({
    answer: kind === 'decision' ? { kind: 'decide', decision: 'stop' } : { kind: 'approve' },
    reason: null,
  }),
});

async function played(world: World, plan: Plan = PLAN, script = new RunScript(plan)): Promise<Files> {
  return unpack(await exported(tempFolder(), sourceOf(script.play(world), plan, new Evidence())));
}

async function canceledFiles(): Promise<Files> {
  const script = new RunScript(PLAN);
  const act = () => {
    script.send({ type: 'cancel', reason: null }, { kind: 'operator', name: 'ada' });
    return {};
  };
  return played({ ...worldOf('green'), act }, PLAN, script);
}

const failuresOf = async (files: Files): Promise<readonly string[]> =>
  (await verify(await pack(tempFolder(), files))).failures.map(({ rule, message }) => `${rule} ${message}`);

const verdictsOf = (files: Files): readonly string[] =>
  eventsOf(files).flatMap((event) => (event.type === 'step.settled' ? [event.data.verdict] : []));

const isApproval = (event: Loose): boolean => event.type === 'wait.answered' && event.data.kind === 'approval';

describe('an act that needs leave', () => {
  it.each([
    ['verified', () => played(worldOf('green'))],
    ['failed', () => played(worldOf('red'))],
    ['indeterminate', () => played(worldOf('unreadable'))],
    ['canceled', canceledFiles],
  ])('is refused without it, or with one that came later, where its step is %s', async (verdict, make) => {
    const files = await make();
    expect(verdictsOf(files)[0]).toBe(verdict);
    expect(await failuresOf(files)).toEqual([]);
    const without = new Map(files);
    lie(without, (events) => events.filter((event) => !isApproval(event)));
    const refused = [expect.stringMatching(/^verdict\.unsupported .*: it acted, and nobody had approved it$/)];
    expect(await failuresOf(without)).toEqual(refused);
    const late = new Map(files);
    lie(late, (events) => {
      const [from, act] = [events.findIndex(isApproval), events.findIndex(({ type }) => type === 'act.started')];
      return events.toSpliced(act + 1, 0, events[from]).toSpliced(from, 1);
    });
    expect(await failuresOf(late)).toEqual(refused);
  });

  const agent: Actor = { kind: 'agent', name: 'helper' };
  const person: Actor = { kind: 'operator', name: 'ada' };
  it.each([
    [agent, person, undefined, false],
    [agent, agent, undefined, false],
    [agent, agent, 'others', false],
    [agent, person, 'others', true],
    [agent, agent, 'all', true],
    [person, agent, undefined, true],
    [{ kind: 'worker', name: 'host-1' }, person, undefined, false],
  ])('of %j in a run of %j, allowed by %j, counts: %j', async (actor, creator, allowedBy, counts) => {
    const files = await played(worldOf('green'));
    lie(files, (events) => {
      events[0].actor = creator;
      const approval = events.find(isApproval);
      approval.actor = actor;
      if (allowedBy !== undefined) approval.data.allowedBy = allowedBy;
    });
    expect(await failuresOf(files)).toEqual(counts ? [] : [expect.stringMatching(/nobody had approved it$/)]);
  });

  it('is not given by an answer that nobody asked for', async () => {
    const files = await played(worldOf('green'));
    lie(files, (events) => events.filter(({ type, data }) => type !== 'wait.opened' || data.kind !== 'approval'));
    expect(await failuresOf(files)).toEqual([
      expect.stringMatching(/^journal\.order .*: an answer was given to no question$/),
    ]);
  });
});

describe('a form', () => {
  const plan = planOf({
    inputs: { env: { type: 'string' }, region: { type: 'string' } },
    steps: [
      { id: 'fill', do: { human: { ask: 'Fill it', fields: { n: { type: 'string' } } } }, verify: [{ shell: 'x' }] },
    ],
  });
  const world: World = {
    ...worldOf('green'),
    answer: () => ({ answer: { kind: 'values', values: { n: 'x' } }, reason: null }),
  };

  it('is filled by somebody who may', async () => {
    const files = await played(world, plan);
    expect(await failuresOf(files)).toEqual([]);
    lie(files, (events) => {
      events.find(({ type }) => type === 'wait.answered').actor = { kind: 'agent', name: 'helper' };
    });
    expect(await failuresOf(files)).toEqual([expect.stringMatching(/filled by somebody who may not$/)]);
  });

  it('is not filled by an act', async () => {
    const files = await played(world, plan);
    const { acts }: Loose = JSON.parse(bytesAt(files, recordFile(0, 'fill')).toString('utf8'));
    lie(files, (events) => {
      const { try: attempt, undo, ok, error, result, log, call, tool, startedAt } = acts[0];
      const base = { stepId: 'fill', try: attempt, undo };
      const report = { ok, stopped: false, error, result, outputs: { n: 'x' }, artifacts: [], log, call, tool };
      return events
        .filter(({ type }) => type !== 'wait.opened')
        .flatMap((event) => {
          if (event.type !== 'wait.answered') return [event];
          const finished = { ...base, ...report, startedAt, durationMs: 0 };
          return [
            { ...event, type: 'act.started', data: base },
            { ...event, type: 'act.finished', data: finished },
          ];
        });
    });
    expect(await failuresOf(files)).toEqual([expect.stringMatching(/filled by a person, not by an act$/)]);
  });
});

describe('what a run left', () => {
  it.each([[[]], [['tell']], [['drop', 'tell']]])('is not %j where it was another step', async (left) => {
    const files = await played(worldOf('red'));
    lie(files, (events) => void (events.findLast(({ type }) => type === 'run.finished').data.left = left));
    expect(await failuresOf(files)).toEqual([expect.stringMatching(/^run\.unsupported it says that it left /)]);
  });

  it('is not what a plan leaves that rolls back', async () => {
    const plan = planOf({ ...PLAN, onFailure: 'rollback' } as never);
    const files = await played(worldOf('red'), plan);
    lie(files, (events) => {
      const rollback = events.findIndex(({ type }) => type === 'rollback.started');
      const end = events.findLast(({ type }) => type === 'run.finished');
      Object.assign(end.data, { rollback: 'none', left: ['drop'] });
      return [...events.slice(0, rollback), end];
    });
    expect(await failuresOf(files)).toEqual(['run.unsupported the plan rolls back, and nothing was undone']);
  });

  it('is not restored by readings from before the undo', async () => {
    const steps = [
      { id: 'make', do: { shell: 'make' }, verify: [{ shell: 'is made' }], undo: { shell: 'unmake' } },
      { id: 'fail', do: { shell: 'fail' }, verify: [{ shell: 'never' }], undo: { shell: 'nothing' } },
    ];
    const plan = planOf({ inputs: { env: { type: 'string' }, region: { type: 'string' } }, steps });
    const isMade = (stepId: string, phase: string): boolean => stepId === 'make' && phase === 'after';
    const read: World['read'] = (stepId, phase) => (isMade(stepId, phase) ? 'green' : 'red');
    const files = await played({ ...worldOf('green'), read }, plan);
    expect(await failuresOf(files)).toEqual([]);
    lie(files, (events) => {
      const isOf = (event: Loose): boolean => event.data.stepId === 'make';
      const act = events.findIndex((event) => isOf(event) && event.type === 'act.started' && event.data.undo);
      const reading = events.findIndex((event) => isOf(event) && event.data.phase === 'undo');
      return events.toSpliced(reading, 1).toSpliced(act, 0, events[reading]);
    });
    expect(await failuresOf(files)).toEqual([
      expect.stringMatching(/^undo\.unsupported .*: its checks were not read after the undo$/),
    ]);
  });
});
