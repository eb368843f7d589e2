import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replay } from '#main/engine/replay.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import { commandRun, loadRun } from '#main/runtime/commands.ts';
import type { RunId } from '#shared/run/ids.ts';
import { ACT_RULES, actServer, setUpServer } from '#test/helpers/mcp/act-server.ts';
import { planOf } from '#test/helpers/plans.ts';
import { processState } from '#test/helpers/process-state.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { ended, openRoom, settled, startWorkerProcess } from './chaos-room.ts';

const LONG = { timeout: 60_000, interval: 50 };

/** A queued run of one step that calls a tool, which writes `out`. */
async function queued(tool: string, contains: string) {
  const dataDir = tempFolder();
  const out = join(tempFolder(), 'out');
  const room = await openRoom(dataDir);
  await setUpServer(room, actServer(), ACT_RULES);
  const plan = planOf({
    servers: ['acts'],
    steps: [
      {
        id: 'call',
        do: { mcp: { server: 'acts', tool, arguments: { path: out } } },
        verify: [{ file: { path: out, contains } }],
        retry: { attempts: 2 },
      },
    ],
  });
  return { dataDir, out, room, runId: queueRun(room, plan, { workdir: dataDir }) };
}

function expectReplays(room: ControlRoom, runId: RunId): void {
  expect(replay(loadRun(room.store, runId).plan, runId, room.store.runs.events(runId))).toMatchObject({ ok: true });
}

const typesOf = (room: ControlRoom, runId: RunId) => room.store.runs.events(runId).map(({ type }) => type);

it('kill -9 in the middle of a call: its server is ended, the checks decide, and it is not called again', async () => {
  const { dataDir, out, room, runId } = await queued('hang', '\n');
  const first = startWorkerProcess(dataDir);
  await expect.poll(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('\n'), LONG).toBe(true);
  const pid = Number(readFileSync(out, 'utf8'));
  first.kill('SIGKILL');
  await ended(first);
  expect(processState(pid), 'the server outlives its owner').toBeDefined();
  startWorkerProcess(dataDir);
  expect(await settled(room, runId)).toBe('finished');
  expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed', generation: 2 });
  const types = typesOf(room, runId);
  expect(types.filter((type) => type === 'act.started')).toHaveLength(1);
  expect(types).toContain('step.doubted');
  expect(['Z', undefined]).toContain(processState(pid));
  expect(await findMarked({ OPS_RUN_ID: runId })).toEqual([]);
  expectReplays(room, runId);
});

it('kill -9 while a server asks: the question is over, and asked anew by the next owner', async () => {
  const { dataDir, out, room, runId } = await queued('ask', 'accept');
  const asked = (): number => typesOf(room, runId).filter((type) => type === 'wait.opened').length;
  const first = startWorkerProcess(dataDir);
  await expect.poll(asked, LONG).toBe(1);
  first.kill('SIGKILL');
  await ended(first);
  startWorkerProcess(dataDir);
  await expect.poll(asked, LONG).toBe(2);
  const answer = { kind: 'values', values: { color: 'red' } } as const;
  const context = { actor: room.actor, at: Date.now() };
  expect(commandRun(room.store, runId, { type: 'answer', answer, reason: null }, context).ok).toBe(true);
  expect(await settled(room, runId)).toBe('finished');
  expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed' });
  expect(readFileSync(out, 'utf8')).toContain('red');
  expectReplays(room, runId);
});
