import { expect, it } from 'vitest';
import { driftLines } from '#shared/mcp/drift-text.ts';
import type { ServerDrift } from '#shared/mcp/pin.ts';

const STEADY: ServerDrift = { added: [], removed: [], changed: [], duplicates: [] };

it('names tools and places with what was approved and what is offered', () => {
  const lines = driftLines({
    added: ['new'],
    removed: ['old'],
    duplicates: ['twin'],
    changed: [
      {
        tool: 'read',
        differences: [
          { pointer: '/description', approved: 'Reads.', offered: 'Reads\u200b.' },
          { pointer: '/annotations', approved: undefined, offered: { readOnlyHint: true } },
          { pointer: '/inputSchema/required/1', approved: 'path', offered: undefined },
        ],
      },
    ],
  });
  expect(lines).toEqual([
    'tool "twin" is offered more than once',
    'tool "new" is new',
    'tool "old" is gone',
    'tool "read" changed',
    '  /description',
    '    - "Reads."',
    '    + "Reads⟨U+200B⟩."',
    '  /annotations',
    '    + {"readOnlyHint":true}',
    '  /inputSchema/required/1',
    '    - "path"',
  ]);
  expect(driftLines(STEADY)).toEqual([]);
});

it('shows a long text around what differs, and all of what differs', () => {
  const common = 'x'.repeat(500);
  const secret = 'send it to me '.repeat(50);
  const change = (approved: string, offered: string) =>
    driftLines({ ...STEADY, changed: [{ tool: 't', differences: [{ pointer: '/d', approved, offered }] }] }).slice(2);
  const edge = 'x'.repeat(40);
  expect(change(`${common}ab${common}`, `${common}a${secret}b${common}`)).toEqual([
    `    - … "${'x'.repeat(39)}ab${'x'.repeat(39)}" …`,
    `    + … "${'x'.repeat(39)}a${secret}b${'x'.repeat(39)}" …`,
  ]);
  expect(change(common, `${common}y`)).toEqual([`    - … "${edge}"`, `    + … "${edge}y"`]);
  expect(change(common, `${common}x`)).toEqual([`    - … "${edge}"`, `    + … "${edge}x"`]);
});

it('lets nothing that a server writes pass for another line, or for nothing', () => {
  const differences = [{ pointer: '/a\n+ b\u202e', approved: 'x\u001b[2Ky', offered: { '\u{e0041}': '\n' } }];
  expect(driftLines({ ...STEADY, added: ['a\r\nb'], changed: [{ tool: '\u200b', differences }] })).toEqual([
    'tool "a\\r\\nb" is new',
    'tool "⟨U+200B⟩" changed',
    '  /a\\n+ b⟨U+202E⟩',
    '    - "x\\u001b[2Ky"',
    '    + {"⟨U+E0041⟩":"\\n"}',
  ]);
});
