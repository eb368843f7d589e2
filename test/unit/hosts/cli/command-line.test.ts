import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '#main/hosts/cli/command-line.ts';
import { nodeProblem } from '#main/hosts/cli/node-version.ts';
import { errorData, exitCodeOf } from '#main/hosts/cli/report-error.ts';
import { assertConsistent, readPairs } from '#main/hosts/cli/run-options.ts';
import { testSettings } from '#main/hosts/cli/test-settings.ts';
import { AppError } from '#shared/lib/app-error.ts';

describe('a command line', () => {
  test('takes the options of every command before and after its name', () => {
    for (const args of [
      ['--json', '--data-dir', '/d', '--no-color', 'runs'],
      ['runs', '--json', '--data-dir', '/d', '--no-color'],
      ['secrets', 'list', '--json', '--data-dir', '/d', '--no-color'],
    ]) {
      expect(parseCommandLine(args)).toMatchObject({
        kind: 'command',
        globals: { dataDir: '/d', json: true, color: false },
      });
    }
    expect(parseCommandLine(['doctor'])).toMatchObject({ globals: { dataDir: undefined, json: false, color: true } });
  });

  test.each([
    [['nope'], /unknown command/],
    [['runs', '--limit', 'x'], /limit/],
    [['runs', 'extra'], /too many arguments/],
    [['show'], /missing required argument/],
    [['run', 'p', '--lane', 'E'], /A, B, C or D/],
    [['run', 'p', '--priority', '1.5'], /whole number/],
    [['answer', 'R-1', '--decide', 'maybe'], /recheck, retry, rollback, stop/],
    [['worker', '--lanes', 'A,X'], /lanes such as A,B/],
    [['resolve', 'R-1'], /--reason/],
    [[], /no command/],
  ])('%j is bad usage', (args, message) => {
    expect(parseCommandLine(args)).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  test('help and version are texts', () => {
    expect(parseCommandLine(['--version'])).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(parseCommandLine(['run', '--help'])).toMatchObject({ kind: 'text', text: expect.stringContaining('--dry') });
  });
});

describe('options of run', () => {
  const none = { priority: 0 };

  test.each([
    [{ ...none, from: 'a' }, 'p', /--from and --of/],
    [{ ...none, of: 'R-1' }, 'p', /--from and --of/],
    [{ ...none, revision: 'recorded' as const }, 'p', /--revision/],
    [{ ...none, dry: true, detach: true }, 'p', /--dry/],
    [{ ...none, from: 'a', of: 'R-1', revision: 'current' as const }, undefined, /which plan/],
    [none, undefined, /which plan/],
  ])('%j with plan %s is refused', (options, plan, message) => {
    expect(() => assertConsistent(options, plan, false)).toThrow(message);
  });

  test('an attempt of an earlier run needs no plan', () => {
    expect(() => assertConsistent({ ...none, from: 'a', of: 'R-1' }, undefined, false)).not.toThrow();
  });

  test('pairs keep what stands after the first equals sign', () => {
    expect(readPairs(['a=b=c', 'empty='], '-i')).toEqual({ a: 'b=c', empty: '' });
    expect(readPairs(['__proto__=x'], '-i')).toEqual(Object.fromEntries([['__proto__', 'x']]));
    expect(() => readPairs(['novalue'], '-i')).toThrow(/not name=value/);
    expect(() => readPairs(['a=1', 'a=2'], '-i')).toThrow(/twice/);
  });
});

describe('errors', () => {
  test.each([
    ['usage.invalid', 2],
    ['plan.invalid', 2],
    ['run.unknown', 2],
    ['session.busy', 2],
    ['secrets.missing', 2],
    ['vault.locked', 2],
    ['store.missing', 2],
    ['store.fault', 70],
    ['run.no-plan', 70],
    ['run.fault', 70],
    ['ENOENT', 70],
  ])('%s ends with %i', (code, exit) => {
    expect(exitCodeOf(new AppError(code, 'x'))).toBe(exit);
  });

  test('anything that was thrown becomes data', () => {
    expect(errorData(new TypeError('oops'))).toEqual({ code: 'fault', message: 'oops' });
    expect(errorData('text')).toEqual({ code: 'fault', message: 'text' });
    expect(errorData(null)).toEqual({ code: 'fault', message: 'null' });
    const error = new AppError('a.b', 'm', { hint: 'h', details: { n: 1 } });
    expect(errorData(error)).toEqual({ code: 'a.b', message: 'm', hint: 'h', details: { n: 1 } });
    expect(exitCodeOf(undefined)).toBe(70);
  });
});

test('an old Node is refused by its version', () => {
  expect([nodeProblem('24.0.0'), nodeProblem('v25.1.0')]).toEqual([undefined, undefined]);
  expect(nodeProblem('22.20.0')).toContain('needs Node 24');
  expect(nodeProblem('v8.0.0')).toContain('this is Node v8.0.0');
});

test('settings of tests hold only under OPSROOM_TEST', () => {
  const environment = { OPSROOM_TEST_TIMING: '10,20,3', OPSROOM_FAULT_POINTS: 'x=kill' };
  expect(testSettings(environment).timing.beatMs).toBe(2_000);
  expect(testSettings(environment).faultPoints).toBeUndefined();
  expect(testSettings({ ...environment, OPSROOM_TEST: '1' })).toEqual({
    timing: { beatMs: 10, leaseMs: 20, staleLooks: 3 },
    faultPoints: 'x=kill',
  });
  expect(() => testSettings({ OPSROOM_TEST: '1', OPSROOM_TEST_TIMING: 'fast' })).toThrow(/not a timing/);
});
