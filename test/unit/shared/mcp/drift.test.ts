import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { isSteady, jsonDifferences, serverDrift } from '#shared/mcp/drift.ts';
import type { PinnedTool } from '#shared/mcp/pin.ts';
import { changed, places, value } from './json-places.ts';

const pinned = (tool: JsonObject): PinnedTool => ({
  name: String(tool.name),
  digest: '' as Digest,
  tool,
  permission: 'ask',
  effect: 'write',
});
const drift = (approved: readonly JsonObject[], offered: readonly JsonObject[]) =>
  serverDrift({ tools: approved.map(pinned) }, offered);

function at(json: Json | undefined, pointer: string): Json | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<Json | undefined>((found, key) => {
    const holder = found as JsonObject;
    return Object.hasOwn(holder, key) ? holder[key] : undefined;
  }, json);
}

describe('differences', () => {
  it('are none exactly where the canonical JSON is the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(jsonDifferences(a, a)).toEqual([]);
        expect(jsonDifferences(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });

  it('tell of any single change of a tool object, at its place', () => {
    fc.assert(
      fc.property(value, value, fc.nat(), fc.boolean(), (schema, other, pick, isTakenAway) => {
        const before: JsonObject = { name: 'tool', inputSchema: schema };
        const all = places(before)
          .slice(1)
          .filter(([top]) => top !== 'name');
        const path = all[pick % all.length] ?? [];
        const now = changed(before, path, isTakenAway ? undefined : other) as JsonObject;
        fc.pre(canonicalJson(now) !== canonicalJson(before));
        const [found, ...more] = drift([before], [now]).changed;
        expect(more).toEqual([]);
        expect(found?.tool).toBe('tool');
        for (const { pointer, approved, offered } of found?.differences ?? []) {
          expect(at(before, pointer)).toEqual(approved);
          expect(at(now, pointer)).toEqual(offered);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('do not mind the order of members, and mind that of items', () => {
    expect(jsonDifferences({ a: 1, b: -0 }, { b: 0, a: 1 })).toEqual([]);
    expect(jsonDifferences([1, 2], [2, 1])).toHaveLength(2);
  });

  it('have pointers of RFC 6901, and see members named like those of every object', () => {
    const proto = JSON.parse('{"__proto__":{"a/b":{"~":1}}}') as JsonObject;
    const now = JSON.parse('{"__proto__":{"a/b":{"~":2}}}') as JsonObject;
    expect(jsonDifferences(proto, now)).toEqual([{ pointer: '/__proto__/a~1b/~0', approved: 1, offered: 2 }]);
    expect(jsonDifferences({}, proto)).toEqual([
      { pointer: '/__proto__', approved: undefined, offered: { 'a/b': { '~': 1 } } },
    ]);
    expect(jsonDifferences({}, { constructor: 1 })).toHaveLength(1);
  });
});

describe('the drift of a server', () => {
  const tool = (toolName: string, more: JsonObject = {}): JsonObject => ({ name: toolName, ...more });

  it('is none for the same tools in another order', () => {
    const result = drift([tool('a'), tool('b')], [tool('b'), tool('a')]);
    expect(result).toEqual({ added: [], removed: [], changed: [], duplicates: [] });
    expect(isSteady(result)).toBe(true);
  });

  it.each([
    ['a new tool', [tool('a'), tool('b'), tool('c')], { added: ['c'] }],
    ['a tool that is gone', [tool('a')], { removed: ['b'] }],
    ['nothing offered', [], { removed: ['a', 'b'] }],
    ['a name twice, alike', [tool('a'), tool('a'), tool('b')], { duplicates: ['a'] }],
    ['a tool without a name', [tool('a'), tool('b'), { title: 'x' }], { added: ['(tool 3, which has no name)'] }],
    ['a name of another kind', [tool('a'), tool('b'), { name: 1 }], { added: ['(tool 3, which has no name)'] }],
    [
      'another tool behind the name',
      [tool('a'), tool('b'), tool('a', { _meta: {} })],
      {
        duplicates: ['a'],
        changed: [{ tool: 'a', differences: [{ pointer: '/_meta', approved: undefined, offered: {} }] }],
      },
    ],
  ])('tells of %s', (_, offered, expected) => {
    const result = drift([tool('a'), tool('b')], offered);
    expect(result).toEqual({ added: [], removed: [], changed: [], duplicates: [], ...expected });
    expect(isSteady(result)).toBe(false);
  });
});
