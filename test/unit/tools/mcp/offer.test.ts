import { expect, it } from 'vitest';
import { jsonDigest } from '#main/kernel/hash.ts';
import { makeOffer } from '#main/tools/mcp/offer.ts';

const identity = { name: 's', version: '1', protocol: '2025-11-25' };

it('tells tools apart whatever is different, and not by the order of members', () => {
  const offer = (tool: object) => makeOffer(identity, [tool as never], []).tools.get('a')?.digest;
  expect(offer({ name: 'a', x: 1, y: 2 })).toBe(offer({ y: 2, x: 1, name: 'a' }));
  expect(offer({ name: 'a', annotations: { readOnlyHint: true } })).not.toBe(offer({ name: 'a' }));
  expect(offer({ name: 'a', description: '\ud800' })).toBeUndefined();
});

it('finds names that stand twice, and gives names the digest that pins have', () => {
  const offer = makeOffer(identity, [{ name: 'b' }, { name: 'a' }, { name: 'b' }], []);
  expect(offer.duplicates).toEqual(['b']);
  expect(makeOffer(identity, [{ name: 'b' }, { name: 'a' }], []).names).toBe(jsonDigest(['a', 'b']));
});
