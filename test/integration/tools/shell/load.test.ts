import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { act, MemoryLog } from './act.ts';

const MODES = [
  ['in a terminal', true],
  ['with pipes', false],
] as const;

/** Descriptors of this process, and what they are. */
function descriptors(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)];
    } catch {
      // The descriptor of the listing itself.
      return [];
    }
  });
}

/** What a child of a bare spawn inherits beyond 0 to 2: what the test runner itself was given. */
function inheritedAnyway(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    let text = '';
    const child = spawn('/bin/sh', ['-c', LIST], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('close', () => resolve(listed(text)));
  });
}

/** Prints what each descriptor of the shell is. */
const LIST = 'ls -l /proc/$$/fd';

/** Descriptors beyond 0 to 2 that are not the null device. */
function listed(text: string): readonly string[] {
  return [...text.matchAll(/ (\d+) -> '?(.*?)'?\r?$/gm)]
    .filter(([, number, what]) => Number(number) > 2 && what !== '/dev/null')
    .map(([, , what = '']) => what);
}

describe.each(MODES)('many acts %s', (_, tty) => {
  it('run at once, each with its own output and no descriptor of another', async () => {
    const anyway = await inheritedAnyway();
    const acts = Array.from({ length: 16 }, (__, i) =>
      // Half of them hold a terminal while the other half start.
      act(`echo start; ${LIST}; sleep 0.1; i=0; while [ $i -lt 500 ]; do echo "act-${i}"; i=$((i+1)); done`, {
        tty: tty || i % 2 === 0,
      }),
    );
    for (const [i, { outcome, log }] of (await Promise.all(acts)).entries()) {
      expect(outcome.ok).toBe(true);
      const lines = log.text.split(/\r?\n/);
      expect(lines.filter((line) => line === `act-${i}`)).toHaveLength(500);
      expect(lines.filter((line) => line.startsWith('act-') && line !== `act-${i}`)).toEqual([]);
      expect(listed(log.text).filter((what) => !anyway.includes(what))).toEqual([]);
    }
  });

  it('leave no descriptor and no listener behind', { timeout: 120_000 }, async () => {
    const { signal } = new AbortController();
    await act('true', { tty, signal });
    const before = descriptors();
    for (let i = 0; i < 200; i += 20) {
      await Promise.all(Array.from({ length: 20 }, () => act('echo x', { tty, signal })));
    }
    for (const timeoutMs of [20, 20]) await act('sleep 60', { tty, signal, timeoutMs });
    expect(descriptors().length).toBe(before.length);
  });

  it('take a flood of output as fast as the log does, in flat memory', { timeout: 120_000 }, async () => {
    const log = new CountingLog();
    const before = process.memoryUsage();
    const { outcome } = await act('head -c 52428800 /dev/zero', { tty, writer: log });
    expect(outcome.ok).toBe(true);
    expect(log.bytes).toBe(52_428_800);
    expect(log.waited).toBeGreaterThan(40);
    // A piece or two may be on its way already when the reading pauses.
    expect(log.pushed).toBeLessThanOrEqual(2 * log.waited);
    const grown = (log.peak - before.rss) / 1024 / 1024;
    expect(grown).toBeLessThan(64);
  });
});

/** Keeps nothing, and is slow: it lets go only every now and then. */
class CountingLog extends MemoryLog {
  peak = 0;
  waited = 0;
  /** Pieces that came while it was still busy. */
  pushed = 0;
  #busy = false;
  #due = 1024 * 1024;
  override write(bytes: Uint8Array): Promise<void> | undefined {
    this.bytes += bytes.length;
    if (this.#busy) this.pushed += 1;
    if (this.bytes < this.#due) return undefined;
    this.#due += 1024 * 1024;
    this.waited += 1;
    this.peak = Math.max(this.peak, process.memoryUsage().rss);
    this.#busy = true;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#busy = false;
        resolve();
      }, 5);
    });
  }
}
