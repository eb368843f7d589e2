import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { beginningOf } from '#main/api/start/prepare.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { carriedFrom } from '#main/runtime/carried-steps.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan, PlanSource } from '#shared/pulser/plan.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { pinAgain } from '#test/helpers/mcp/act-server.ts';
import { actWorld } from '#test/helpers/mcp/act-world.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

type StepSource = PlanSource['steps'][number];

/** A step that makes a file of its name. */
function makes(id: string, more: Partial<StepSource> = {}): StepSource {
  return { id, do: { file: { write: id, content: 'one' } }, verify: [{ file: { path: id } }], ...more };
}

const make = makes('make');
const ship = makes('ship', { needs: [] });
const table: StepSource = {
  id: 'table',
  needs: ['make'],
  do: { sql: { connection: 'db', query: 'create table t (a)' } },
  verify: [{ sql: { connection: 'db', query: "select count(*) from sqlite_master where name = 't'", value: 1 } }],
};
const read = makes('read', { needs: ['table'] });
const deploy: StepSource = {
  id: 'deploy',
  needs: ['read', 'ship'],
  do: { shell: 'exit 1' },
  verify: [{ file: { path: 'deployed' } }],
};
const after = makes('after');

const BASE = {
  onFailure: 'stop',
  connections: { db: { driver: 'sqlite', path: 'a.db' } },
  inputs: { who: { type: 'string', default: 'me' } },
} as const;
const STEPS = [make, ship, table, read, deploy, after];

async function failedAtDeploy(): Promise<{ room: ControlRoom; run: RunSummary }> {
  const room = await testRoom();
  const plan = planOf({ ...BASE, steps: STEPS });
  const run = await execute(room, queueRun(room, plan, { workdir: tempFolder(), inputs: { who: 'me' } }));
  expect(room.store.runs.steps(run.runId).map(({ verdict }) => verdict)).toEqual([
    ...['verified', 'verified', 'verified', 'verified', 'failed'],
    null,
  ]);
  return { room, run };
}

function kept(
  { room, run }: { room: ControlRoom; run: RunSummary },
  plan: Plan,
  { from = 'deploy', inputs = { who: 'me' } }: { from?: string; inputs?: Readonly<Record<string, Json>> } = {},
) {
  const next = { plan, digest: jsonDigest(plan), inputs };
  const found = carriedFrom(room.store, next, { run, created: beginningOf(room.store, run) }, from);
  const { revision, carried } = found.attemptOf;
  return { revision, carried: carried.map(({ stepId }) => stepId), again: found.again };
}

const changed = (step: StepSource, more: Partial<StepSource>): PlanSource['steps'] =>
  STEPS.map((each) => (each.id === step.id ? { ...each, ...more } : each));

it('keeps what ended well and does not need the step to start from', async () => {
  const earlier = await failedAtDeploy();
  const plan = planOf({ ...BASE, steps: STEPS });
  const all = ['make', 'ship', 'table', 'read'];
  expect(kept(earlier, plan)).toEqual({ revision: 'recorded', carried: all, again: [] });
  expect(kept(earlier, plan, { from: 'table' })).toEqual({
    revision: 'recorded',
    carried: ['make', 'ship'],
    again: [],
  });
});

it('keeps no step that the plan describes otherwise by now, and none that needs it', async () => {
  const earlier = await failedAtDeploy();
  const only = (steps: PlanSource['steps'], more: Partial<PlanSource> = {}) =>
    kept(earlier, planOf({ ...BASE, ...more, steps }));

  const done = { do: { file: { write: 'make', content: 'two' } } };
  expect(only(changed(make, done))).toEqual({
    revision: 'current',
    carried: ['ship'],
    again: ['make', 'table', 'read'],
  });
  const checked = { verify: [{ file: { path: 'make', contains: 'two' } }] };
  expect(only(changed(make, checked)).again).toEqual(['make', 'table', 'read']);
  expect(only(changed(read, { when: 'true' }))).toMatchObject({ carried: ['make', 'ship', 'table'], again: ['read'] });
  expect(only(changed(ship, { needs: ['make'] })).again).toEqual(['ship']);
  const other = { connections: { db: { driver: 'sqlite', path: 'b.db' } } } as const;
  expect(only(STEPS, other)).toMatchObject({ carried: ['make', 'ship'], again: ['table', 'read'] });
});

it('keeps a step of which only the words for people changed, and one that other parts of the plan left alone', async () => {
  const earlier = await failedAtDeploy();
  const all = ['make', 'ship', 'table', 'read'];
  const told = planOf({ ...BASE, steps: changed(make, { title: 'Make it', why: 'runbook.md#L1' }) });
  expect(kept(earlier, told)).toMatchObject({ revision: 'current', carried: all, again: [] });
  const mended = planOf({
    ...BASE,
    onFailure: 'rollback',
    inputs: { ...BASE.inputs, region: { type: 'string' } },
    steps: changed(deploy, { do: { shell: 'true' } }),
  });
  expect(kept(earlier, mended, { inputs: { who: 'me', region: 'north' } })).toMatchObject({ carried: all, again: [] });
});

it('keeps no step that speaks of an input which the plan did not have then', async () => {
  const room = await testRoom();
  const speaks = makes('speaks', { do: { shell: 'echo "${INPUT_REGION:-none}" > speaks' } });
  const steps = [speaks, deploy].map((step) => ({ ...step, needs: [] }));
  const run = await execute(room, queueRun(room, planOf({ onFailure: 'stop', steps }), { workdir: tempFolder() }));
  const plan = planOf({ onFailure: 'stop', inputs: { region: { type: 'string' } }, steps });
  expect(kept({ room, run }, plan, { inputs: { region: 'north' } })).toMatchObject({ carried: [], again: ['speaks'] });
});

it('keeps no step that needs one which was undone', async () => {
  const room = await testRoom();
  const make = makes('make', { undo: { file: { delete: 'make' } } });
  const look: StepSource = {
    id: 'look',
    effect: 'read',
    do: { shell: 'cat make' },
    verify: [{ file: { path: 'make' } }],
  };
  const plan = planOf({ steps: [make, look, { ...deploy, needs: ['look'] }] });
  const run = await execute(room, queueRun(room, plan, { workdir: tempFolder() }));
  expect(run.rollback).toBe('verified');
  expect(kept({ room, run }, plan, { inputs: {} })).toEqual({ revision: 'recorded', carried: [], again: ['look'] });
});

it('keeps a step that calls a tool only while the tool is what was approved then', async () => {
  const note = join(tempFolder(), 'note.txt');
  writeFileSync(note, 'Writes a file');
  const world = await actWorld({ note });
  const { room } = world;
  const calls = { mcp: { server: 'acts', tool: 'write', arguments: { path: world.path('out'), text: 'hello' } } };
  const one: StepSource = { id: 'one', do: calls, verify: [{ file: { path: world.path('out') } }] };
  const plan = planOf({
    servers: ['acts'],
    onFailure: 'stop',
    steps: [one, makes('two'), { ...deploy, needs: ['two'] }],
  });
  const run = await execute(room, queueRun(room, plan, { workdir: world.folder }));
  const found = () => kept({ room, run }, plan, { inputs: {} });
  expect(found()).toEqual({ revision: 'recorded', carried: ['one', 'two'], again: [] });

  writeFileSync(note, 'Writes a file, and tells somebody');
  await pinAgain(room, 'acts');
  expect(found()).toEqual({ revision: 'recorded', carried: [], again: ['one', 'two'] });
});
