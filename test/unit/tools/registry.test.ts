import { describe, expect, it } from 'vitest';
import { createFileTool } from '#main/tools/file/file-tool.ts';
import { createHttpTool } from '#main/tools/http/http-tool.ts';
import { toolRegistry } from '#main/tools/registry.ts';

describe('toolRegistry', () => {
  const file = createFileTool({ version: '1.2.3' });
  const http = createHttpTool({ version: '1.2.3' });

  it('finds a tool by kind', () => {
    const registry = toolRegistry([file, http]);
    expect(registry.get('http')).toBe(http);
    expect(registry.tools).toEqual([file, http]);
    expect(registry.get('file').identity()).toEqual({ kind: 'file', name: 'file', version: '1.2.3' });
    expect(() => registry.get('mcp')).toThrow(expect.objectContaining({ code: 'tool.not-available' }));
  });

  it('refuses two of a kind', () => {
    expect(() => toolRegistry([file, file])).toThrow(expect.objectContaining({ code: 'tool.duplicate' }));
  });
});
