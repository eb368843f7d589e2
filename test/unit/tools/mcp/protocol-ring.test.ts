import { expect, it } from 'vitest';
import { createMask } from '#main/secrets/mask.ts';
import { ProtocolRing } from '#main/tools/mcp/protocol-ring.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';

function ring(secret = 'hidden-value'): { readonly ring: ProtocolRing; readonly clock: ManualClock; changes: number } {
  const clock = new ManualClock();
  const found = { clock, changes: 0 };
  const mask = createMask([{ name: 'S', value: secret }]);
  const made = new ProtocolRing({
    mask,
    clock,
    onChange: () => {
      found.changes += 1;
    },
  });
  return Object.assign(found, { ring: made });
}

it('joins answers with what was asked, in both directions', async () => {
  const one = ring();
  one.ring.sent({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  one.ring.received({ jsonrpc: '2.0', id: 1, method: 'elicitation/create', params: {} });
  await one.clock.advance(25);
  one.ring.received({ jsonrpc: '2.0', id: 1, result: {} });
  one.ring.sent({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'no' } });
  one.ring.received({ jsonrpc: '2.0', id: 9, result: {} });
  expect(
    one.ring.after(0).map(({ direction, kind, method, durationMs }) => [direction, kind, method, durationMs]),
  ).toEqual([
    ['sent', 'request', 'tools/list', null],
    ['received', 'request', 'elicitation/create', null],
    ['received', 'response', 'tools/list', 25],
    ['sent', 'error', 'elicitation/create', 25],
    ['received', 'response', null, null],
  ]);
  expect(one.changes).toBe(5);
  expect(one.ring.after(3).map(({ seq }) => seq)).toEqual([4, 5]);
});

it('cuts long messages without showing half a secret, and forgets the oldest', () => {
  const one = ring('a-secret-of-some-length');
  const before = 'x'.repeat(16 * 1024 - 70);
  one.ring.sent({
    jsonrpc: '2.0',
    method: 'note',
    params: { text: `${before}a-secret-of-some-length${'y'.repeat(100_000)}` },
  });
  const [first] = one.ring.after(0);
  expect(first?.text.endsWith('…')).toBe(true);
  expect(first?.text).toContain('***');
  expect(first?.text).not.toContain('a-sec');
  for (let at = 0; at < 2_005; at += 1) one.ring.sent({ jsonrpc: '2.0', method: 'note' });
  expect(one.ring.after(0)).toHaveLength(2_000);
  expect(one.ring.after(0)[0]?.seq).toBe(7);
});
