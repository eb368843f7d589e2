import { expect, it } from 'vitest';
import { MessageLines } from '#main/tools/mcp/message-lines.ts';

it('cuts lines wherever the pieces end', () => {
  const bytes = Buffer.from('{"a":"ä"}\r\n\n{"b":2}\nrest');
  for (let size = 1; size <= bytes.length; size += 1) {
    const lines = new MessageLines(100);
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size) found.push(...lines.add(bytes.subarray(at, at + size)));
    expect(found).toEqual(['{"a":"ä"}', '', '{"b":2}']);
  }
});

it('refuses a line that is too long, and not two that are too long together', () => {
  const lines = new MessageLines(4);
  expect(lines.add(Buffer.from('1234\n5678\n'))).toEqual(['1234', '5678']);
  lines.add(Buffer.from('123'));
  expect(() => lines.add(Buffer.from('45'))).toThrow(expect.objectContaining({ code: 'mcp.too-large' }));
});
