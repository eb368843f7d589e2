import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDigest, readPlan } from '#main/compiler/read-plan.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import { normalise } from '#shared/pulser/normalise.ts';
import { type ParsedPlan, plan as planSchema } from '#shared/pulser/plan.ts';
import { fixture } from './reading.ts';

const valid = readdirSync('test/fixtures/plans/valid');

function read(source: string): { plan: Json; digest: string } {
  const { plan, digest, diagnostics } = readPlan(source);
  if (plan === undefined || digest === undefined) throw new Error(JSON.stringify(diagnostics));
  return { plan: plan as unknown as Json, digest };
}

/** The same value with the members of every object in another order. */
function shuffled(value: Json, order: (keys: string[]) => string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, order));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(order(Object.keys(value)).map((key) => [key, shuffled(value[key] ?? null, order)]));
}

describe.each(valid)('the identity of %s', (name) => {
  const { plan, digest } = read(fixture(`valid/${name}`));

  it('is that of its normalised form, which normalises to itself', () => {
    expect(read(JSON.stringify(plan))).toEqual({ plan, digest });
    expect(normalise(planSchema.parse(plan))).toEqual(plan);
    expect(planDigest(normalise(plan as unknown as ParsedPlan))).toBe(digest);
  });

  it('does not depend on the order of members, layout, comments or line ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.boolean(), (seed, isIndented) => {
        const order = (keys: string[]): string[] =>
          keys.toSorted(
            (a, b) =>
              ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7) ||
              ((seed % 2 === 0 ? a < b : a > b ? -1 : 1) as number),
          );
        const text = JSON.stringify(shuffled(plan, order), null, isIndented ? 2 : 0);
        expect(read(text).digest).toBe(digest);
      }),
      { numRuns: 20 },
    );
    const text = fixture(`valid/${name}`);
    if (name.endsWith('.yaml')) expect(read(`# a comment\n\n${text}\n# and another\n`).digest).toBe(digest);
    expect(read(text.replaceAll('\n', '\r\n')).digest).toBe(digest);
  });

  it('depends on every value', () => {
    const texts: string[] = [];
    const changed = (value: Json, path: readonly string[]): void => {
      if (isJsonObject(value))
        for (const [key, member] of Object.entries(value)) changed(member ?? null, [...path, key]);
      else if (Array.isArray(value))
        for (const [index, item] of value.entries()) changed(item as Json, [...path, String(index)]);
      else texts.push(path.join('\n'));
    };
    changed(plan, []);
    const digests = new Set<string>([digest]);
    for (const path of texts) digests.add(planDigest(withOther(plan, path.split('\n')) as never));
    expect(digests.size).toBe(texts.length + 1);
  });
});

/** A copy with another value at a path. */
function withOther(value: Json, path: readonly string[]): Json {
  const [key, ...rest] = path;
  if (key === undefined) return `other than ${JSON.stringify(value)}`;
  if (Array.isArray(value))
    return value.map((item: Json, index) => (String(index) === key ? withOther(item, rest) : item));
  const object = value as Readonly<Record<string, Json>>;
  return { ...object, [key]: withOther(object[key] ?? null, rest) };
}

describe('normalisation', () => {
  it('spells every default out', () => {
    expect(read(fixture('valid/minimal.yaml')).plan).toEqual({
      pulser: 1,
      name: 'minimal',
      title: 'minimal',
      version: '0.0.0',
      inputs: {},
      secrets: [],
      connections: {},
      servers: [],
      locks: [],
      onFailure: 'rollback',
      parallel: 1,
      steps: [
        {
          id: 'touch',
          title: 'touch',
          effect: 'write',
          needs: [],
          before: [],
          do: { shell: { run: 'touch done', tty: true } },
          verify: [
            { file: { path: 'done', exists: true }, not: false, severity: 'fail', baseline: true, timeout: '30s' },
          ],
          undo: { file: { delete: 'done' } },
          timeout: '10m',
          outputs: {},
          artifacts: [],
          onInterrupt: 'verify',
          always: false,
          allowFailure: false,
        },
      ],
    });
  });

  it('makes one spelling of what means the same', () => {
    const plan = (when: string, timeout: string, shell: string): string =>
      `pulser: 1\nname: a\nsteps: [{ id: s, when: ${when}, timeout: ${timeout}, do: { shell: ${shell} }, verify: [{ file: { path: x } }] }]`;
    const { digest } = read(plan('run.number > 1', '90s', 'x'));
    expect(read(plan('"${{ run.number > 1 }}"', '1m30s', '{ run: x }')).digest).toBe(digest);
    expect(read(plan('"  run.number > 1\\n"', '90000ms', '{ tty: true, run: x }')).digest).toBe(digest);
    expect(read(plan('run.number  > 1', '90s', 'x')).digest).not.toBe(digest);
  });
});
