import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { McpCallResult, McpContent } from '#main/engine/ports/mcp.ts';
import { toolResult } from '#main/tools/mcp/mcp-tool-result.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const identity = { name: 's', version: '1', protocol: '2025-11-25' };
const given = (content: readonly McpContent[], over: Partial<McpCallResult> = {}): McpCallResult => ({
  isError: false,
  structured: null,
  content,
  identity,
  ...over,
});
const picture = (name: string): McpContent => ({
  type: 'binary',
  name,
  mimeType: 'image/png',
  data: Buffer.from(name),
});

it('is text, the text as JSON where it is some, and structured data', () => {
  const folder = join(tempFolder(), 'none');
  const [a, b] = [
    { type: 'text', text: '{"a":' },
    { type: 'text', text: '1}' },
  ] as const;
  expect(toolResult(given([a, b]), folder)).toMatchObject({ text: '{"a":\n1}', json: { a: 1 }, structured: null });
  expect(toolResult(given([{ type: 'text', text: 'plain' }]), folder)).toMatchObject({ json: null, content: [] });
  expect(toolResult(given([], { structured: { b: 2 } }), folder)).toMatchObject({ structured: { b: 2 }, json: null });
  expect(existsSync(folder), 'a folder is made for files only').toBe(false);
});

it('writes files under names that stay in the folder, each once', () => {
  const folder = tempFolder();
  const names = ['../../etc/passwd', 'a b.png', 'a b.png', 'A_B.png', '.hidden', '', '..', 'x'.repeat(300)];
  const result = toolResult(given(names.map(picture)), folder);
  const written = readdirSync(folder);
  expect(written).toHaveLength(names.length);
  expect(written).toEqual(expect.arrayContaining(['a_b.png', 'a_b-2.png', 'A_B-3.png', 'hidden', 'file']));
  for (const name of written) expect(name).toMatch(/^[\w-][\w.-]{0,110}$/);
  expect(readFileSync(join(folder, 'a_b-2.png'), 'utf8')).toBe('a b.png');
  expect((result['content'] as readonly unknown[]).length).toBe(names.length);
});

it('can always be recorded, whatever a server sends', () => {
  const lone = '\ud800 half';
  const result = toolResult(
    given(
      [
        { type: 'text', text: lone },
        { type: 'resource', uri: `file:///${lone}`, mimeType: lone, text: lone },
        { type: 'link', uri: lone, name: lone, mimeType: lone },
        { ...picture('p'), mimeType: lone } as McpContent,
      ],
      { structured: { [lone]: lone, big: 2 ** 60 } },
    ),
    tempFolder(),
  );
  expect(() => canonicalJson(result)).not.toThrow();
  expect(result).toMatchObject({ structured: { big: String(2 ** 60) } });
});
