import { describe, expect, it } from 'vitest';
import { findMarked, matchProcessLists } from '#main/kernel/processes/find-marked.ts';
import { hasEntries } from '#main/kernel/processes/linux-processes.ts';

const environment = (...entries: string[]) => Buffer.from(entries.map((entry) => `${entry}\0`).join(''));
const entry = (text: string) => [Buffer.from(text)];

describe('a marker in an environment of Linux', () => {
  it.each([
    ['first', environment('OPS_RUN_ID=r1', 'A=b'), true],
    ['last', environment('A=b', 'OPS_RUN_ID=r1'), true],
    ['last, unterminated', Buffer.from('A=b\0OPS_RUN_ID=r1'), true],
    ['longer value', environment('OPS_RUN_ID=r12'), false],
    ['longer name', environment('MY_OPS_RUN_ID=r1'), false],
    ['inside a value', environment('A=OPS_RUN_ID=r1'), false],
    ['after a look-alike', environment('A=OPS_RUN_ID=r1', 'OPS_RUN_ID=r12', 'OPS_RUN_ID=r1'), true],
    ['absent', environment('A=b'), false],
    ['empty', Buffer.alloc(0), false],
  ])('%s', (_, bytes, expected) => {
    expect(hasEntries(bytes, entry('OPS_RUN_ID=r1'))).toBe(expected);
  });

  it('needs every entry', () => {
    const both = [Buffer.from('OPS_RUN_ID=r1'), Buffer.from('OPS_STEP_ID=s')];
    expect(hasEntries(environment('OPS_RUN_ID=r1', 'OPS_STEP_ID=s'), both)).toBe(true);
    expect(hasEntries(environment('OPS_RUN_ID=r1', 'OPS_STEP_ID=t'), both)).toBe(false);
  });
});

describe('a marker in the lists of ps on macOS', () => {
  const plain = ['    1 /sbin/launchd', '  200 sleep 60', '  300 grep OPS_RUN_ID=r1 file', '  400 sleep 61'].join('\n');
  const full = [
    '    1 /sbin/launchd',
    '  200 sleep 60 PATH=/bin OPS_RUN_ID=r1 HOME=/',
    '  300 grep OPS_RUN_ID=r1 file PATH=/bin',
    '  400 sleep 61 OPS_RUN_ID=r12',
    '  500 /usr/bin/late OPS_RUN_ID=r1',
  ].join('\n');

  it('finds what has it in its environment, not in its arguments', () => {
    expect(matchProcessLists(plain, full, ['OPS_RUN_ID=r1'])).toMatchObject([
      { pid: 200, command: 'sleep', environment: '  PATH=/bin OPS_RUN_ID=r1 HOME=/ ' },
    ]);
  });

  it('needs every entry', () => {
    expect(matchProcessLists(plain, full, ['OPS_RUN_ID=r1', 'HOME=/'])).toHaveLength(1);
    expect(matchProcessLists(plain, full, ['OPS_RUN_ID=r1', 'HOME=/x'])).toHaveLength(0);
  });
});

it('refuses a marker that would match every process', async () => {
  await expect(findMarked({})).rejects.toThrow(RangeError);
});
