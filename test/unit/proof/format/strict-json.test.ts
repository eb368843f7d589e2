import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCanonical } from '#main/proof/format/strict-json.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';

describe('strict JSON', () => {
  it('reads whatever is in the canonical form', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain = parseJson(JSON.stringify(value));
        const text = canonicalJson(plain.ok ? plain.value : null);
        const parsed = parseCanonical(Buffer.from(text));
        expect(parsed.ok && canonicalJson(parsed.value)).toBe(text);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it.each([
    ['{"a":1,"a":1}', 'json.duplicate-key'],
    [String.raw`{"a":1,"\u0061":2}`, 'json.duplicate-key'],
    ['{"b":{"c":[{"x":1,"x":2}]}}', 'json.duplicate-key'],
    ['{"__proto__":1,"__proto__":2}', 'json.duplicate-key'],
    ['{"a" : 1, "a" : 2}', 'json.duplicate-key'],
    ['{"b":1,"a":2}', 'json.not-canonical'],
    ['{ "a":1}', 'json.not-canonical'],
    ['1.0', 'json.not-canonical'],
    ['1e2', 'json.not-canonical'],
    ['9007199254740993', 'json.not-canonical'],
    [String.raw`"\ud800"`, 'json.not-canonical'],
    ['{"a":1}\n', 'json.not-canonical'],
    ['\uFEFF{}', 'json.syntax'],
    ['', 'json.syntax'],
    ['{', 'json.syntax'],
    ['"a', 'json.syntax'],
    ['{"a":1,}', 'json.syntax'],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, 'json.depth'],
  ])('refuses %s: %s', (text, rule) => {
    expect(parseCanonical(Buffer.from(text))).toEqual({ ok: false, error: rule });
  });

  it('refuses what is not UTF-8', () => {
    for (const hex of ['22ff22', '22c022', '22eda08022']) {
      expect(parseCanonical(Buffer.from(hex, 'hex'))).toEqual({ ok: false, error: 'json.encoding' });
    }
  });

  it('does not take braces and colons in texts for structure', () => {
    const text = canonicalJson({ a: '{"a":1,"a":2}', b: ['"', '\\'], 'c"': ':' });
    expect(parseCanonical(Buffer.from(text)).ok).toBe(true);
  });
});
