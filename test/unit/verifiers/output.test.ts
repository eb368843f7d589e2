import { describe, expect, it } from 'vitest';
import { exitVerifier } from '#main/verifiers/exit.ts';
import { outputVerifier } from '#main/verifiers/output.ts';
import { actReport, parsedCheck, verifierContext } from './verifier-context.ts';

const read = async (expression: string, report = actReport({ count: 3, items: ['a'] }, { url: 'http://x' })) =>
  (await outputVerifier.read(parsedCheck({ output: expression }), verifierContext({ report }))).status;

describe('the output check', () => {
  it('asks whether an expression over result and outputs is true', async () => {
    expect(await read('result.count == 3')).toBe('green');
    expect(await read('result.count > 3')).toBe('red');
    expect(await read("outputs.url.startsWith('http')")).toBe('green');
  });

  it('is red where the expression names what is not there', async () => {
    expect(await read("result.role == 'x'")).toBe('red');
    expect(await read("result.items[1] == 'x'")).toBe('red');
  });

  it('cannot be read where the expression gives neither true nor false, or nothing', async () => {
    expect(await read('result.count')).toBe('unreadable');
    expect(await read("result.count > 'a'")).toBe('unreadable');
    expect(await read('result.count >')).toBe('unreadable');
    expect(await read('unknown == 1')).toBe('unreadable');
  });

  it('cannot be read before the act', async () => {
    const check = parsedCheck({ output: 'true' });
    expect((await outputVerifier.read(check, verifierContext())).status).toBe('unreadable');
  });

  it('throws what the run was stopped with', async () => {
    const context = verifierContext({ signal: AbortSignal.abort('stopped') });
    await expect(outputVerifier.read(parsedCheck({ output: 'true' }), context)).rejects.toBe('stopped');
  });
});

describe('the exit check', () => {
  const exit = (expected: number, report: ReturnType<typeof actReport> | null) =>
    exitVerifier.read(parsedCheck({ exit: expected }), verifierContext({ report }));

  it('compares the exit code of the act', async () => {
    expect(await exit(0, actReport({ exitCode: 0 }))).toEqual({
      status: 'green',
      observed: { exit: 0 },
      message: 'exit 0, as expected',
    });
    expect(await exit(0, actReport({ exitCode: 2 }))).toMatchObject({ status: 'red', message: 'exit 2, expected 0' });
    expect(await exit(2, actReport({ exitCode: 2 }))).toMatchObject({ status: 'green' });
  });

  it('cannot be read without one', async () => {
    expect(await exit(0, null)).toMatchObject({ status: 'unreadable' });
    expect(await exit(0, actReport({ exitCode: null }))).toMatchObject({ status: 'unreadable' });
    expect(await exit(0, actReport({}))).toMatchObject({ status: 'unreadable' });
  });
});
