import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { replay } from '#main/engine/replay.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { commandRun } from '#main/runtime/commands.ts';
import type { RunId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { processState } from '#test/helpers/process-state.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { ended, openRoom, settled, startWorkerProcess } from './chaos-room.ts';

/** Resolves once the file is there. */
function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => (existsSync(file) ? resolve() : void setTimeout(look, 20));
    look();
  });
}

const typesOf = (room: ControlRoom, runId: RunId) => room.store.runs.events(runId).map((event) => event.type);

function expectReplays(room: ControlRoom, runId: RunId): void {
  const events = room.store.runs.events(runId);
  const [first] = events;
  const plan = first?.type === 'run.created' ? room.store.plans.get(first.data.planDigest) : undefined;
  if (plan === undefined) throw new Error('no plan');
  expect(replay(plan, runId, events)).toMatchObject({ ok: true });
}

describe('kill -9 of a worker', () => {
  it('in mid-act, after the effect: another takes over, reads the checks first, and does not act again', async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: [
        shellStep('act', {
          do: { shell: 'echo acted >> acts.log; echo $$ > pid; sleep 600' },
          verify: [{ shell: 'test -s acts.log' }],
        }),
      ],
    });
    const runId = queueRun(room, plan, { workdir: work });
    const first = startWorkerProcess(dataDir);
    await appears(join(work, 'pid'));
    first.kill('SIGKILL');
    await ended(first);
    startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('finished');

    expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed', strength: 'proven', generation: 2 });
    expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('acted\n');
    const types = typesOf(room, runId);
    expect(types.filter((type) => type === 'act.started')).toHaveLength(1);
    expect(types).toContain('step.doubted');
    expect(room.store.runs.events(runId)).toContainEqual(
      expect.objectContaining({ type: 'checks.read', data: expect.objectContaining({ phase: 'recovery' }) as unknown }),
    );
    const pid = Number(readFileSync(join(work, 'pid'), 'utf8'));
    expect(['Z', undefined], 'what the dead worker had started is ended').toContain(processState(pid));
    expectReplays(room, runId);
  });

  it('in mid-act, before the effect: another takes over and acts, once, with the try that is left', async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: [
        shellStep('act', {
          do: { shell: 'echo $$ > pid; if test -f go; then echo acted >> acts.log; else sleep 600; fi' },
          verify: [{ shell: 'test -s acts.log' }],
          retry: { attempts: 2 },
        }),
      ],
    });
    const runId = queueRun(room, plan, { workdir: work });
    const first = startWorkerProcess(dataDir);
    await appears(join(work, 'pid'));
    first.kill('SIGKILL');
    await ended(first);
    writeFileSync(join(work, 'go'), '');
    startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('finished');
    expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed' });
    expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('acted\n');
    expect(typesOf(room, runId).filter((type) => type === 'act.started')).toHaveLength(2);
    expectReplays(room, runId);
  });

  it.each(['act.before=kill', 'act.after=kill'])(
    'at the fault point %s: the run still comes to a verified end',
    async (point) => {
      const dataDir = tempFolder();
      const work = tempFolder();
      const room = await openRoom(dataDir);
      const plan = planOf({
        steps: ['a', 'b'].map((id) =>
          shellStep(id, {
            do: { shell: `echo ${id} >> acts.log` },
            verify: [{ shell: `grep -qx ${id} acts.log` }],
            retry: { attempts: 2 },
          }),
        ),
      });
      const runId = queueRun(room, plan, { workdir: work });
      expect(await ended(startWorkerProcess(dataDir, [], point))).toBe('SIGKILL');
      startWorkerProcess(dataDir);
      expect(await settled(room, runId)).toBe('finished');
      expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed', strength: 'proven' });
      expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('a\nb\n');
      expectReplays(room, runId);
    },
  );

  it('an irreversible act in doubt waits for the operator', async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: [
        shellStep('act', {
          effect: 'irreversible',
          do: { shell: 'echo $$ > pid; sleep 600' },
          verify: [{ shell: 'test -s acts.log' }],
        }),
      ],
    });
    const runId = queueRun(room, plan, { workdir: work });
    const first = startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('waiting');
    commandRun(
      room.store,
      runId,
      { type: 'answer', answer: { kind: 'approve' }, reason: null },
      { actor: room.actor, at: Date.now() },
    );
    await appears(join(work, 'pid'));
    first.kill('SIGKILL');
    await ended(first);
    startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('waiting');
    expect(room.store.runs.get(runId)).toMatchObject({ verification: 'indeterminate', waitingFor: 'decision' });
    expect(typesOf(room, runId).filter((type) => type === 'act.started')).toHaveLength(1);
  });

  it('while a run comes to rest: it rests in doubt, and goes on with its checks once the pause is lifted', async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: [
        shellStep('act', {
          do: { shell: 'echo acted >> acts.log; echo $$ > pid; sleep 600' },
          verify: [{ shell: 'test -s acts.log' }],
        }),
        shellStep('next', { do: { shell: 'echo next >> acts.log' }, verify: [{ shell: 'grep -q next acts.log' }] }),
      ],
    });
    const runId = queueRun(room, plan, { workdir: work });
    const command = (type: 'pause' | 'lift-pause') =>
      commandRun(room.store, runId, { type, reason: null }, { actor: room.actor, at: Date.now() });
    const first = startWorkerProcess(dataDir);
    await appears(join(work, 'pid'));
    command('pause');
    expect(room.store.runs.get(runId)).toMatchObject({ execution: 'running', paused: true });
    first.kill('SIGKILL');
    await ended(first);
    const second = startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('waiting');
    expect(room.store.runs.get(runId)).toMatchObject({ paused: true, owner: null, generation: 2 });
    expect(room.store.runs.steps(runId)[0]?.status).toBe('doubt');
    second.kill('SIGKILL');
    await ended(second);
    startWorkerProcess(dataDir);
    command('lift-pause');
    await vi.waitUntil(() => room.store.runs.get(runId)?.execution === 'finished', { timeout: 60_000 });
    expect(room.store.runs.get(runId)).toMatchObject({ verification: 'passed', paused: false });
    expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('acted\nnext\n');
    expectReplays(room, runId);
  });

  it('a worker that is told to stop gives its run back, and the act that it cut off is decided by the checks', async () => {
    const dataDir = tempFolder();
    const work = tempFolder();
    const room = await openRoom(dataDir);
    const plan = planOf({
      steps: [
        shellStep('act', {
          do: { shell: 'echo acted >> acts.log; echo $$ > pid; sleep 600' },
          verify: [{ shell: 'test -s acts.log' }],
        }),
      ],
    });
    const runId = queueRun(room, plan, { workdir: work });
    const first = startWorkerProcess(dataDir);
    await appears(join(work, 'pid'));
    first.kill('SIGTERM');
    expect(await ended(first)).toBe(0);
    expect(room.store.runs.get(runId)).toMatchObject({ execution: 'queued', verification: 'pending', owner: null });
    startWorkerProcess(dataDir);
    expect(await settled(room, runId)).toBe('finished');
    expect(readFileSync(join(work, 'acts.log'), 'utf8')).toBe('acted\n');
    expectReplays(room, runId);
  });
});
