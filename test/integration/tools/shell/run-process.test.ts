import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { groupGone, signalGroup } from '#main/kernel/processes/end-group.ts';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import { type RunProcessOptions, runProcess } from '#main/kernel/processes/run-process.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { eventually } from './act.ts';

const run = (script: string, options: Partial<RunProcessOptions> = {}) =>
  runProcess({
    file: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    maxOutput: 1_000,
    graceMs: 200,
    ...options,
  });

const text = (output: { readonly bytes: Buffer }): string => output.bytes.toString();

it('keeps both streams and the exit', async () => {
  const outcome = await run('echo out; echo err >&2; exit 7');
  if (!outcome.started) throw new Error(outcome.error.message);
  expect(outcome).toMatchObject({ cause: 'exit', exitCode: 7, signal: null });
  expect([text(outcome.stdout), text(outcome.stderr)]).toEqual(['out\n', 'err\n']);
});

it('keeps head and tail of a long output', async () => {
  const outcome = await run('seq 1 10000', { maxOutput: 20 });
  if (!outcome.started) throw new Error(outcome.error.message);
  expect(text(outcome.stdout)).toBe('1\n2\n3\n4\n5\n999\n10000\n');
  expect(outcome.stdout).toMatchObject({ truncated: true, total: 48_894 });
});

it('shows output as it comes and waits while it is taken', async () => {
  let taking = 0;
  let most = 0;
  let bytes = 0;
  const outcome = await run('head -c 3000000 /dev/zero', {
    onOutput: async (chunk) => {
      bytes += chunk.length;
      taking += 1;
      most = Math.max(most, taking);
      await new Promise((resolve) => setTimeout(resolve, 1));
      taking -= 1;
    },
  });
  expect(outcome.started).toBe(true);
  expect(bytes).toBe(3_000_000);
  expect(most).toBeLessThanOrEqual(4);
});

it('says why it could not start', async () => {
  const error = async (options: Partial<RunProcessOptions>) => {
    const outcome = await run('true', options);
    return outcome.started ? undefined : outcome.error.code;
  };
  const plain = join(tempFolder(), 'plain');
  writeFileSync(plain, 'x', { mode: 0o644 });
  expect(await error({ file: '/no/such/program' })).toBe('process.not-found');
  expect(await error({ file: plain })).toBe('process.not-executable');
  expect(await error({ cwd: '/no/such/folder' })).toBe('process.cwd');
  expect(await error({ cwd: plain })).toBe('process.cwd');
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`V${i}`, 'x'.repeat(100_000)]));
  expect(await error({ env: many })).toBe('process.too-long');
  expect(await error({ signal: AbortSignal.abort() })).toBe('process.stopped');
});

it('tells an abort and a timeout from an exit', async () => {
  const controller = new AbortController();
  const running = run('echo up; sleep 60', {
    signal: controller.signal,
    onOutput: () => {
      controller.abort();
      return undefined;
    },
  });
  expect(await running).toMatchObject({ cause: 'abort', exitCode: null, signal: 'SIGTERM' });
  expect(await run('sleep 60', { timeoutMs: 50 })).toMatchObject({ cause: 'timeout' });
});

it('sweeps its marker when it had to end it, and nothing else', async () => {
  const mark = `test-${process.pid}`;
  const escape = 'setsid sleep 60 & exec sleep 61';
  const outcome = await run(escape, { marker: { OPS_CHECK_ID: mark }, timeoutMs: 200 });
  expect(outcome).toMatchObject({ started: true, cause: 'timeout' });
  expect(await findMarked({ OPS_CHECK_ID: mark })).toEqual([]);
});

it('takes a group for gone when only a zombie is left of it', async () => {
  // With job control the background job is a group of its own, and sleep never reaps it.
  const child = spawn('bash', ['-c', 'set -m; true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const job = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  await eventually('the job is a zombie', () => readFileSync(`/proc/${job}/stat`, 'utf8').includes(') Z '));
  expect(signalGroup(job, 0)).toBe(true);
  const start = performance.now();
  expect(await groupGone(job, 60_000, systemClock)).toBe(true);
  expect(performance.now() - start).toBeLessThan(10_000);
});

it('never takes its own group, or all processes, for a group', () => {
  for (const pgid of [-1, 0, 1, Number.NaN]) expect(() => signalGroup(pgid, 'SIGTERM')).toThrow(RangeError);
});
