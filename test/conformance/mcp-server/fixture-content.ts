import type { CallToolResult, McpServer, ToolCallback } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** One pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** No samples. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const;

/** Tools that answer with each kind of content, with messages on the way, and with an error. */
export function addContentTools(server: McpServer): void {
  const nothing = z.object({});
  const add = (name: string, run: ToolCallback<typeof nothing>): void => {
    server.registerTool(name, { description: `Answers as ${name} says`, inputSchema: nothing }, run);
  };
  add('test_simple_text', () => text('This is a simple text response for testing.'));
  add('test_image_content', () => ({ content: [image] }));
  add('test_audio_content', () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }));
  add('test_embedded_resource', () => {
    const resource = { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'An embedded resource.' };
    return { content: [{ type: 'resource', resource }] };
  });
  add('test_multiple_content_types', () => {
    const resource = { uri: 'test://mixed', mimeType: 'application/json', text: '{"test":"data","value":123}' };
    return { content: [{ type: 'text', text: 'Several kinds:' }, image, { type: 'resource', resource }] };
  });
  add('test_error_handling', () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  add('test_tool_with_logging', async (_, { mcpReq }) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
    }
    return text('logged');
  });
  add('test_tool_with_progress', async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      const params = { progressToken, progress, total: 100, message: `at ${progress}` };
      await mcpReq.notify({ method: 'notifications/progress', params });
    }
    return text(String(progressToken ?? 'nobody asked'));
  });
  add('test_streaming_elicitation', () => text('a stream without a request of the server'));
  add('test_logging_tool', async (_, { mcpReq }) => {
    // Told only to a client that asked for it in its request.
    await mcpReq.log('info', 'a line');
    return text('logged');
  });
}
