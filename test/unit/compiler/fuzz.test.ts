import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { fixture } from './reading.ts';

const FILES = 10_000;
const SEED = 20_260_101;

type Pick = (below: number) => number;
type Mutation = (bytes: Buffer, pick: Pick, other: Buffer) => Buffer;

/** A small generator of its own, so that a failing file can be made again from its number (mulberry32). */
function generator(seed: number): Pick {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TOKENS = ['{', '}', '[', ']', ': ', '- ', '"', "'", '|', '>', '&a ', '*a', '!!x ', '#', '${{', '}}', '\t', '\0'];
const LINES = [
  '---\n',
  '<<: ',
  '? ',
  '%',
  '\r\n',
  '\uFEFF',
  '__proto__: 1\n',
  '1e999',
  '.nan',
  '\\',
  'null',
  'steps:',
  'verify:',
];
const INSERTED = [...TOKENS, ...LINES];
const NESTED = ['[', '{a: ', '- ', '? ', '(', '!', '"', '[[{'];

const onLines =
  (change: (lines: string[], pick: Pick) => void): Mutation =>
  (bytes, pick) => {
    const lines = bytes.toString('latin1').split('\n');
    change(lines, pick);
    return Buffer.from(lines.join('\n'), 'latin1');
  };

const MUTATIONS: readonly Mutation[] = [
  (bytes, pick) => {
    const changed = Buffer.from(bytes);
    for (let i = 0; i <= pick(4); i += 1) changed[pick(changed.length)] = pick(256);
    return changed;
  },
  (bytes, pick) => {
    const flipped = Buffer.from(bytes);
    const at = pick(flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << pick(8));
    return flipped;
  },
  (bytes, pick) => {
    const at = pick(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(INSERTED[pick(INSERTED.length)] ?? ''),
      bytes.subarray(at),
    ]);
  },
  (bytes, pick) => {
    const at = pick(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(20))]);
  },
  (bytes, pick, other) => {
    const at = pick(other.length);
    return Buffer.concat([bytes.subarray(0, pick(bytes.length)), other.subarray(at, at + pick(400))]);
  },
  (bytes, pick) => bytes.subarray(0, pick(bytes.length)),
  onLines((lines, pick) => {
    const at = pick(lines.length);
    lines.splice(at, 0, lines[at] ?? '');
  }),
  onLines((lines, pick) => void lines.splice(pick(lines.length), 1 + pick(3))),
  onLines((lines, pick) => {
    const [a, b] = [pick(lines.length), pick(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  }),
  onLines((lines, pick) => {
    const at = pick(lines.length);
    lines[at] = `${' '.repeat(pick(8))}${(lines[at] ?? '').trimStart()}`;
  }),
  (bytes, pick) => {
    const at = pick(bytes.length);
    const nested = (NESTED[pick(NESTED.length)] ?? '').repeat(1 + pick(pick(10) === 0 ? 20_000 : 100));
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(nested), bytes.subarray(at)]);
  },
];

function corpus(): readonly Buffer[] {
  const valid = readdirSync('test/fixtures/plans/valid').map((name) => `valid/${name}`);
  // The small ones twice: they come through a change more often, so that both outcomes are common.
  const names = ['valid/minimal.yaml', 'valid/minimal.json', ...valid, 'invalid/many-faults.yaml'];
  return names.map((name) => Buffer.from(fixture(name)));
}

function brokenPlan(number: number, seeds: readonly Buffer[]): Buffer {
  const pick = generator(SEED + number);
  let bytes: Buffer = seeds[pick(seeds.length)] ?? Buffer.alloc(0);
  const other = seeds[pick(seeds.length)] ?? Buffer.alloc(0);
  for (let i = 0; i <= pick(3) && bytes.length > 0; i += 1) {
    bytes = MUTATIONS[pick(MUTATIONS.length)]?.(bytes, pick, other) ?? bytes;
  }
  return bytes;
}

it(`reads ${FILES} broken plans: always a plan or a diagnostic, none over a second`, { timeout: 60_000 }, () => {
  const seeds = corpus();
  let plans = 0;
  for (let number = 0; number < FILES; number += 1) {
    const bytes = brokenPlan(number, seeds);
    const started = performance.now();
    const { plan, digest, diagnostics } = readPlan(bytes);
    const took = Math.round(performance.now() - started);
    const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
    if (hasErrors === (plan !== undefined) || hasErrors === (digest !== undefined) || took > 1_000) {
      expect.fail(`file ${number}: errors ${hasErrors}, a plan ${plan !== undefined}, ${took} ms`);
    }
    if (plan !== undefined) plans += 1;
    const lines = bytes.length + 2;
    for (const { start, end, message, hint } of diagnostics) {
      const isPlaced = start.line >= 1 && start.line <= lines && start.column >= 1 && end.offset >= start.offset;
      if (!isPlaced || message === '' || hint === undefined) {
        expect.fail(`file ${number}: ${message} at ${start.line}:${start.column}`);
      }
    }
  }
  // Both outcomes must be common, or the changes test nothing.
  expect(plans).toBeGreaterThan(FILES / 50);
  expect(plans).toBeLessThan(FILES / 2);
});
