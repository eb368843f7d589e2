import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EventDraft } from '#shared/run/event.ts';
import { journal } from '#test/helpers/journal.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { ended, openRoom, startWorkerProcess } from './chaos-room.ts';

const RUNS = 400;
const SESSIONS = 8;
const LOCKS = 10;

it('four workers execute 400 runs of 8 sessions once each, never two in one lane or on one lock', async () => {
  const dataDir = tempFolder();
  const work = tempFolder();
  const room = await openRoom(dataDir);
  const plan = planOf({
    inputs: { number: { type: 'integer' }, lock: { type: 'integer' } },
    locks: ['resource:${{ inputs.lock }}'],
    steps: [
      {
        id: 'act',
        do: { shell: { run: 'echo "$INPUT_NUMBER" >> acts.log', tty: false } },
        verify: [{ shell: 'grep -qx "$INPUT_NUMBER" acts.log' }],
      },
    ],
  });
  for (let number = 0; number < RUNS; number += 1) {
    queueRun(room, plan, {
      workdir: work,
      inputs: { number, lock: number % LOCKS },
      session: `session-${number % SESSIONS}`,
    });
  }
  const workers = Array.from({ length: 4 }, () => startWorkerProcess(dataDir, ['--until-idle', '--max-runs', '4']));
  expect(await Promise.all(workers.map(ended))).toEqual([0, 0, 0, 0]);

  const acts = readFileSync(join(work, 'acts.log'), 'utf8').trim().split('\n').map(Number);
  expect(acts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: RUNS }, (_, number) => number));

  const created = new Map<string, EventDraft<'run.created'>['data']>();
  const owners = new Set<string>();
  const lanes = new Map<string, string>();
  const locks = new Map<string, string>();
  const held = new Map<string, { lane: string; locks: readonly string[] }>();
  let finished = 0;
  let most = 0;
  for (const event of journal(dataDir)) {
    if (event.type === 'run.created') created.set(event.runId, event.data);
    if (event.type === 'run.claimed') {
      const run = created.get(event.runId);
      const lane = `${run?.sessionId}/${event.data.lane}`;
      expect(lanes.get(lane), `lane ${lane} is free`).toBeUndefined();
      lanes.set(lane, event.runId);
      for (const lock of run?.locks ?? []) {
        expect(locks.get(lock), `lock ${lock} is free`).toBeUndefined();
        locks.set(lock, event.runId);
      }
      held.set(event.runId, { lane, locks: run?.locks ?? [] });
      owners.add(event.data.owner);
      most = Math.max(most, held.size);
    }
    if (event.type === 'run.finished') {
      expect(event.data).toMatchObject({ verification: 'passed', strength: 'proven' });
      finished += 1;
      const mine = held.get(event.runId);
      held.delete(event.runId);
      lanes.delete(mine?.lane ?? '');
      for (const lock of mine?.locks ?? []) locks.delete(lock);
    }
  }
  expect(finished).toBe(RUNS);
  expect(owners.size, 'all four took part').toBe(4);
  expect(most, 'they worked at the same time').toBeGreaterThan(4);
});
