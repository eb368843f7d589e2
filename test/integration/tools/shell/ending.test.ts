import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { act, eventually, GRACE, leftOf, newRunId, tool } from './act.ts';

const MODES = [
  ['in a terminal', true],
  ['with pipes', false],
] as const;

describe.each(MODES)('ending an act %s', (_, tty) => {
  it('at its timeout, by TERM, with everything it started', async () => {
    const { outcome, runId } = await act('sh -c "sleep 60 & sleep 61 & wait" & sleep 62', { tty, timeoutMs: 100 });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tool.timeout' }, outputs: {} });
    expect(outcome.error?.message).toContain('100ms');
    expect(await leftOf(runId)).toEqual([]);
  });

  it('on a stop, whatever it is doing', async () => {
    const controller = new AbortController();
    const runId = newRunId();
    const cwd = tempFolder();
    const running = act('touch started; sleep 60', { tty, runId, cwd, signal: controller.signal });
    await eventually('the act starts', () => existsSync(join(cwd, 'started')));
    controller.abort();
    expect((await running).outcome).toMatchObject({ ok: false, error: { code: 'tool.stopped' } });
    expect(await leftOf(runId)).toEqual([]);
  });

  it('by letting it end in good order', async () => {
    const cwd = tempFolder();
    const script = 'trap "echo bye; touch cleaned; exit 0" TERM; echo up; while :; do sleep 0.02; done';
    const { outcome, log } = await act(script, { tty, cwd, timeoutMs: 200 });
    expect(outcome.error?.code).toBe('tool.timeout');
    expect(existsSync(join(cwd, 'cleaned'))).toBe(true);
    expect(log.text).toContain('bye');
  });

  it('by KILL when it ignores TERM', async () => {
    const start = performance.now();
    const { outcome, runId } = await act('trap "" TERM HUP; while :; do sleep 0.05; done', { tty, timeoutMs: 100 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(100 + GRACE);
    expect(outcome.error?.code).toBe('tool.timeout');
    expect(outcome.result).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(await leftOf(runId)).toEqual([]);
  });

  it('even when it is stopped itself', async () => {
    const { outcome, runId } = await act('kill -STOP $$', { tty, timeoutMs: 100 });
    expect(outcome.error?.code).toBe('tool.timeout');
    expect(outcome.result['signal']).toBe('SIGTERM');
    expect(await leftOf(runId)).toEqual([]);
  });

  it.each([
    ['setsid', 'setsid sleep 60 &'],
    ['nohup', 'nohup sleep 60 >/dev/null 2>&1 &'],
    ['a double fork', '(setsid sh -c "sleep 60 & exec sleep 61" >/dev/null 2>&1 &) &'],
    ['setsid, ignoring TERM', 'setsid sh -c "trap \\"\\" TERM HUP; while :; do sleep 0.05; done" >/dev/null 2>&1 &'],
  ])('with what escaped by %s', async (__, escape) => {
    const controller = new AbortController();
    const runId = newRunId();
    const running = act(`${escape} touch "$OPS_ARTIFACTS/x"; exec tail -f /dev/null`, {
      tty,
      runId,
      signal: controller.signal,
    });
    await eventually('both run', async () => {
      const left = await leftOf(runId);
      return left.includes('tail') && left.includes('sleep');
    });
    controller.abort();
    expect((await running).outcome.error?.code).toBe('tool.stopped');
    expect(await leftOf(runId)).toEqual([]);
  });

  it('leaves what another step of the run detached', async () => {
    const runId = newRunId();
    onTestFinished(async () => void (await tool.sweep?.(runId)));
    const detached = 'setsid sleep 60 >/dev/null 2>&1 </dev/null &';
    expect((await act(detached, { tty, runId, stepId: 'earlier' })).outcome.ok).toBe(true);
    await eventually('the service runs', async () => (await leftOf(runId)).includes('sleep'));
    await act('sleep 61', { tty, runId, stepId: 'later', timeoutMs: 50 });
    expect(await leftOf(runId)).toEqual(['sleep']);
  });

  it('does not start what was stopped before', async () => {
    const cwd = tempFolder();
    const { outcome, log } = await act('touch acted', { tty, cwd, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tool.stopped' }, log: null });
    expect(existsSync(join(cwd, 'acted'))).toBe(false);
    expect(log.redactions).toBeUndefined();
  });
});

describe.each(MODES)('after a natural exit %s', (_, tty) => {
  it.each(['nohup', 'setsid'])(
    'what was detached with %s lives on; what was not gets HUP where the output was a terminal',
    async (detach) => {
      const runId = newRunId();
      onTestFinished(async () => void (await tool.sweep?.(runId)));
      const script = `${detach} sleep 60 >/dev/null 2>&1 </dev/null & cat /dev/zero >/dev/null 2>&1 &`;
      expect((await act(script, { tty, runId })).outcome.ok).toBe(true);
      const expected = tty ? ['sleep'] : ['cat', 'sleep'];
      await eventually(`${expected.join(' and ')} live on`, async () =>
        isDeepStrictEqual((await leftOf(runId)).toSorted(), expected),
      );
    },
  );

  it('a background process that holds the output does not hold the act', async () => {
    const runId = newRunId();
    onTestFinished(async () => void (await tool.sweep?.(runId)));
    const start = performance.now();
    const { outcome, log } = await act(
      'setsid sh -c "trap \\"\\" HUP; echo up >up; exec sleep 60" & until [ -e up ]; do :; done; echo done',
      { tty, runId },
    );
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(outcome.ok).toBe(true);
    expect(log.text).toContain('done');
    expect(await leftOf(runId)).toContain('sleep');
  });

  it('a background process that prints again and again does not hold the act', async () => {
    const runId = newRunId();
    onTestFinished(async () => void (await tool.sweep?.(runId)));
    const talk = 'trap \\"\\" HUP; while :; do echo tick; sleep 0.01; done';
    const start = performance.now();
    const { outcome, log } = await act(`setsid sh -c "${talk}" & echo started`, { tty, runId });
    expect(performance.now() - start).toBeLessThan(6_000);
    expect(outcome).toMatchObject({ ok: true, result: { exitCode: 0 } });
    expect(log.text).toContain('started');
  });
});

describe('sweepMarked', () => {
  it('ends leftovers of an earlier owner and tells what they were', async () => {
    const runId = newRunId();
    const child = spawn('sleep', ['60'], {
      env: { PATH: '/usr/bin:/bin', OPS_RUN_ID: runId },
      detached: true,
      stdio: 'ignore',
    });
    const exited = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    expect(await tool.sweep?.(runId)).toEqual([{ pid: child.pid, command: 'sleep' }]);
    expect(await exited).toBe('SIGTERM');
    expect(await tool.sweep?.(runId)).toEqual([]);
  });

  it('spares processes whose marker is only alike', async () => {
    const id = newRunId();
    const start = (env: Record<string, string>) =>
      spawn('sleep', ['60'], { env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'ignore' });
    const alike = [start({ OPS_RUN_ID: `${id}0` }), start({ MY_OPS_RUN_ID: id }), start({ OTHER: `OPS_RUN_ID=${id}` })];
    onTestFinished(() => alike.forEach((child) => void child.kill('SIGKILL')));
    expect(await sweepMarked({ OPS_RUN_ID: id })).toEqual([]);
    expect(alike.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
  });

  it('keeps up with a process that forks anew when it is told to end', async () => {
    const runId = newRunId();
    const respawn = 'trap "setsid sh -c \\"sleep 60\\" & exit" TERM; touch "$UP"; while :; do sleep 0.02; done';
    const up = join(tempFolder(), 'up');
    const child = spawn('sh', ['-c', respawn], {
      env: { PATH: '/usr/bin:/bin', OPS_RUN_ID: runId, UP: up },
      detached: true,
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await eventually('it runs', () => existsSync(up));
    const found = await sweepMarked({ OPS_RUN_ID: runId }, { graceMs: GRACE });
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(await leftOf(runId)).toEqual([]);
  });
});
