import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VerifierContext } from '#main/engine/ports/verifier.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createShellVerifier } from '#main/verifiers/shell.ts';
import type { Json } from '#shared/lib/json.ts';
import { check as checkSchema } from '#shared/pulser/check.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { act, eventually, leftOf, newRunId, tool } from './act.ts';

const verifier = createShellVerifier({ clock: systemClock, grace: 200 });

function read(shell: unknown, options: Partial<VerifierContext> = {}) {
  const unused = (): never => {
    throw new Error('a shell check uses no connection');
  };
  return verifier.read(checkSchema.parse({ shell }), {
    runId: newRunId(),
    stepId: 'step',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    connections: {},
    sql: { query: unused, execute: unused, close: unused },
    http: { request: unused },
    mcp: { call: unused, close: unused },
    servers: [],
    report: null,
    evaluate: unused,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...options,
  });
}

/** Stands for the expressions: answers what the test says, and shows what it was asked. */
function answering(answer: Json, asked: unknown[] = []): Partial<VerifierContext> {
  return {
    evaluate: (expression, variables) => {
      asked.push([expression, variables]);
      return answer;
    },
  };
}

describe('exit', () => {
  it.each([
    ['true', 'green'],
    ['false', 'red'],
    [{ run: 'exit 3', exit: 3 }, 'green'],
    [{ run: 'exit 3', exit: 4 }, 'red'],
    ['surely-not-a-command', 'unreadable'],
    ['/etc/passwd', 'unreadable'],
    [{ run: 'exit 127', exit: 127 }, 'green'],
    ['kill -KILL $$', 'unreadable'],
    ['-e', 'unreadable'],
  ])('%j is %s', async (shell, status) => {
    expect((await read(shell)).status).toBe(status);
  });

  it('says what was seen against what was expected', async () => {
    expect(await read('echo seen; echo "no such table" >&2; exit 2')).toEqual({
      status: 'red',
      observed: { exit: 2, stdout: 'seen\n' },
      message: 'exit 2, expected 0: no such table',
    });
  });

  it('is unreadable when there is nowhere to run it', async () => {
    expect(await read({ run: 'true', cwd: 'no/such/folder' })).toMatchObject({ status: 'unreadable', observed: null });
  });

  it('is unreadable when it takes too long, and nothing of it is left', async () => {
    const runId = newRunId();
    const observation = await read('setsid sleep 60 & sleep 61', { runId, timeoutMs: 100 });
    expect(observation).toMatchObject({ status: 'unreadable', message: 'no answer within 100ms' });
    expect(await leftOf(runId)).toEqual([]);
  });

  it('spares, when it is ended, what the act of its step detached', async () => {
    const runId = newRunId();
    await act('setsid sleep 60 >/dev/null 2>&1 </dev/null &', { runId });
    await eventually('the service runs', async () => (await leftOf(runId)).includes('sleep'));
    expect((await read('sleep 61', { runId, timeoutMs: 50 })).status).toBe('unreadable');
    expect(await leftOf(runId)).toEqual(['sleep']);
    await tool.sweep?.(runId);
  });

  it('throws the reason of a signal that aborted', async () => {
    const controller = new AbortController();
    const cwd = tempFolder();
    const reading = read('touch up; sleep 60', { cwd, signal: controller.signal });
    await eventually('it runs', () => existsSync(join(cwd, 'up')));
    controller.abort(new Error('stopped'));
    await expect(reading).rejects.toThrow('stopped');
    await expect(read('true', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('runs in its folder with its environment', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'here'), '');
    expect((await read({ run: `test -f here && test "$A" = 'x $y'`, env: { A: 'x $y' } }, { cwd })).status).toBe(
      'green',
    );
  });
});

describe('stdout', () => {
  it.each([
    [{ equals: 'a b' }, 'green'],
    [{ equals: 'a b\n' }, 'green'],
    [{ equals: 'a' }, 'red'],
    [{ contains: ' ' }, 'green'],
    [{ contains: 'c' }, 'red'],
    [{ matches: '^a.b' }, 'green'],
    [{ matches: '^b' }, 'red'],
    [{ matches: '(' }, 'unreadable'],
    [{ contains: 'a', matches: 'z' }, 'red'],
  ])('"a b" against %j is %s', async (stdout, status) => {
    expect((await read({ run: 'echo a b', stdout })).status).toBe(status);
  });

  it('is not looked at when the exit is wrong', async () => {
    expect((await read({ run: 'echo a; exit 1', stdout: { equals: 'a' } })).message).toBe('exit 1, expected 0');
  });

  it('is unreadable when there is more of it than can be compared', async () => {
    const observation = await read({ run: 'head -c 9000000 /dev/zero', stdout: { contains: 'x' } });
    expect(observation).toMatchObject({ status: 'unreadable', message: expect.stringContaining('9000000 bytes') });
  });

  it('is kept up to 4 KiB, cut where no half of a secret can remain', async () => {
    const lines = await read('seq -f "secret-number-%g" 1 1000');
    const kept = (lines.observed as { stdout: string }).stdout;
    expect(kept.length).toBeLessThanOrEqual(4096);
    expect(kept.split('\n')[0]).toMatch(/^secret-number-\d+$/);
    expect(kept.endsWith('secret-number-1000\n')).toBe(true);
    const oneLine = await read('seq -f %030g 1 1000 | tr "\\n" " "');
    expect((oneLine.observed as { stdout: string }).stdout).toMatch(/^\d{30} /);
    expect((await read('head -c 10000 /dev/zero | tr "\\0" x')).observed).toEqual({ exit: 0, stdout: '' });
  });
});

describe('json', () => {
  it('is given to the expression as json', async () => {
    const asked: unknown[] = [];
    const observation = await read({ run: 'echo \'{"a":[1]}\'', json: 'json.a[0] == 1' }, answering(true, asked));
    expect(observation.status).toBe('green');
    expect(asked).toEqual([['json.a[0] == 1', { json: { a: [1] } }]]);
  });

  it('is red when the expression is false, unreadable when it is neither or fails', async () => {
    const shell = { run: 'echo 1', json: 'json' };
    expect((await read(shell, answering(false))).status).toBe('red');
    expect((await read(shell, answering(1))).status).toBe('unreadable');
    expect((await read(shell)).status).toBe('unreadable');
  });

  it('is unreadable when it is none, and is not quoted', async () => {
    const observation = await read({ run: 'echo hunter2', json: 'true' }, answering(true));
    expect(observation).toMatchObject({ status: 'unreadable', message: 'stdout is not JSON' });
  });
});
