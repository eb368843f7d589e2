import { expect, it } from 'vitest';
import { createMask } from '#main/secrets/mask.ts';
import { SERVER_LOG_LIMIT, ServerLog } from '#main/tools/mcp/server-log.ts';

const SECRET = 's3cr3t-value-first-part-and-a-second-part';
const log = (...chunks: readonly string[]): string => {
  const one = new ServerLog(createMask([{ name: 'KEY', value: SECRET }]));
  for (const chunk of chunks) one.add(Buffer.from(chunk));
  return one.text();
};

it('shows no part of a secret that the cut has split', () => {
  const rest = 'y'.repeat(SERVER_LOG_LIMIT - 30);
  expect(log(SECRET, rest), 'without a line end behind it').toMatch(/^y+$/);
  expect(log(SECRET, rest.slice(7), '\nend\n')).toBe('end\n');
  expect(log(SECRET, '\n', rest)).not.toContain('second');
});

it('shows what was not cut as it is, but for secrets', () => {
  expect(log('one\n', `two ${SECRET}\n`)).toBe('one\ntwo ***\n');
});
