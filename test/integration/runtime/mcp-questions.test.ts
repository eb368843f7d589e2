import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { summarise, summariseStep } from '#main/engine/project.ts';
import { replay } from '#main/engine/replay.ts';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import { commandRun } from '#main/runtime/commands.ts';
import { currentStep } from '#main/runtime/views/run-detail.ts';
import type { RunId } from '#shared/run/ids.ts';
import { runStatus } from '#shared/run/status.ts';
import { type ActWorld, actWorld } from '#test/helpers/mcp/act-world.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const answerIn = (world: ActWorld): unknown => JSON.parse(readFileSync(world.path('out'), 'utf8'));

function expectReplays(world: ActWorld, runId: RunId): void {
  const { plan } = world.state(runId);
  expect(replay(plan, runId, world.room.store.runs.events(runId))).toMatchObject({ ok: true });
}

it('a server asks for values in the middle of an act, and gets what a person answers in another process', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('ask'));
  const { ended } = world.start(runId);
  const opened = await world.event(runId, 'wait.opened');
  expect(opened.data).toMatchObject({
    kind: 'form',
    message: 'Which color?',
    asker: { server: 'acts', url: null, optional: ['note'] },
    fields: { color: { type: 'string', enum: ['red', 'green'] }, note: { type: 'string' } },
  });
  const asking = world.state(runId);
  expect(summarise(asking)).toMatchObject({ execution: 'running', waitingFor: 'form', reason: 'Which color?' });
  expect(asking.lane).not.toBeNull();
  expect(runStatus(summarise(asking), currentStep(asking)?.status ?? null)).toBe('approval');
  expect(asking.steps.map(summariseStep)).toMatchObject([{ status: 'waiting' }]);

  const other = await testRoom({}, world.room.dataDir);
  const context = { actor: other.actor, at: Date.now() };
  const answer = { kind: 'values', values: { color: 'green' } } as const;
  expect(commandRun(other.store, runId, { type: 'answer', answer, reason: 'it suits' }, context).ok).toBe(true);

  expect(await ended).toMatchObject({ verification: 'passed' });
  expect(answerIn(world)).toEqual({ action: 'accept', content: { color: 'green' } });
  expect(world.room.store.runs.proofs(runId)[0]?.answers).toMatchObject([
    { kind: 'form', answer, reason: 'it suits', asker: { server: 'acts' } },
  ]);
  expectReplays(world, runId);
});

it('a person may decline', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('ask'));
  const { ended } = world.start(runId);
  await world.event(runId, 'wait.opened');
  world.answer(runId, { kind: 'deny' });
  expect(await ended).toMatchObject({ verification: 'passed' });
  expect(answerIn(world)).toEqual({ action: 'decline' });
});

it('a server asks to open a page, whose whole address the person sees', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('visit'));
  const { ended } = world.start(runId);
  const opened = await world.event(runId, 'wait.opened');
  expect(opened.data).toMatchObject({ kind: 'confirm', asker: { url: 'https://example.com/in?key=1' } });
  world.answer(runId, { kind: 'approve' });
  await ended;
  expect(answerIn(world)).toMatchObject({ action: 'accept' });
  expectReplays(world, runId);
});

it('several questions of one act are put one after the other', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('ask-twice'));
  const { ended } = world.start(runId);
  await world.event(runId, 'wait.opened');
  world.answer(runId, { kind: 'values', values: { color: 'red' } });
  expect((await world.event(runId, 'wait.opened', 2)).data.message).toBe('Which other color?');
  world.answer(runId, { kind: 'values', values: { color: 'green', note: 'n' } });
  await ended;
  expect(answerIn(world)).toEqual([
    { action: 'accept', content: { color: 'red' } },
    { action: 'accept', content: { color: 'green', note: 'n' } },
  ]);
  expectReplays(world, runId);
});

it('a question that its server takes back is over, and the act goes on', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('ask-then-lose-patience'));
  const { ended } = world.start(runId);
  await world.event(runId, 'wait.opened');
  writeFileSync(world.path('out'), 'asked');
  await world.event(runId, 'question.withdrawn');
  const state = world.state(runId);
  expect([state.steps[0]?.wait, state.steps[0]?.status]).toEqual([null, 'acting']);
  expect(() => world.answer(runId, { kind: 'deny' })).toThrow('waits for no answer');
  writeFileSync(world.path('out'), 'withdrawn');
  expect(await ended).toMatchObject({ verification: 'passed' });
  expectReplays(world, runId);
});

it('a cancel ends the question with the act', async () => {
  const world = await actWorld();
  const runId = world.queue(world.plan('ask'));
  const { ended } = world.start(runId);
  await world.event(runId, 'wait.opened');
  world.cancel(runId);
  expect(() => world.answer(runId, { kind: 'deny' })).toThrow(/waits for no answer|canceled/);
  expect(await ended).toMatchObject({ execution: 'canceled' });
  expect(await findMarked({ OPS_RUN_ID: runId })).toEqual([]);
  expectReplays(world, runId);
});

it('an owner that stops leaves the act in doubt; the next one reads, and the server asks anew', async () => {
  const world = await actWorld();
  // A server whose question is canceled goes on without an answer: only one that was accepted counts.
  const verify = [{ file: { path: world.path('out'), contains: 'accept' } }];
  const runId = world.queue(world.plan('ask', { retry: { attempts: 2 }, verify }));
  const first = world.start(runId);
  await world.event(runId, 'wait.opened');
  await first.stop();
  expect(world.state(runId).steps[0]).toMatchObject({ wait: null, question: null });
  const { ended } = world.start(runId);
  await world.event(runId, 'wait.opened', 2);
  world.answer(runId, { kind: 'values', values: { color: 'red' } });
  const state = await ended;
  expect(state).toMatchObject({ verification: 'passed' });
  expect(state.steps[0]).toMatchObject({ tries: 2, rereadings: [{ phase: 'recovery' }] });
  expectReplays(world, runId);
});
