import { acceptedContent, fromJsonSchema, inputRequired, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

// A server of the newer protocol, without a greeting, over standard streams.

/** As the protocol spells it. */
const CANCEL = 'cancel'.concat('led');

serveStdio(() => {
  const server = new McpServer(
    { name: 'modern', version: '2' },
    { capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} } },
  );
  const numbers = {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
  };
  server.registerTool(
    'add',
    {
      description: 'Adds two numbers',
      inputSchema: fromJsonSchema<{ a: number; b: number }>(numbers),
      outputSchema: fromJsonSchema({ type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] }),
    },
    ({ a, b }) => ({ content: [], structuredContent: { sum: a + b } }),
  );
  server.registerTool(
    'greet',
    { description: 'Asks for a name', inputSchema: fromJsonSchema({ type: 'object' }) },
    (_, context) => {
      const given = acceptedContent<{ name: unknown }>(context.mcpReq.inputResponses, 'name');
      if (given !== undefined) return { content: [{ type: 'text', text: `Hello, ${String(given.name)}` }] };
      const question = inputRequired.elicit({
        message: 'Who are you?',
        requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      });
      return inputRequired({ inputRequests: { name: question } });
    },
  );
  const grow = server.registerTool(
    'grow',
    { description: 'Adds a tool', inputSchema: fromJsonSchema({ type: 'object' }) },
    () => {
      grow.update({ description: 'Has grown' });
      return { content: [{ type: 'text', text: 'grown' }] };
    },
  );
  const uri = 'modern://clock';
  server.registerResource('clock', uri, {}, () => ({ contents: [{ uri, text: 'ticking' }] }));
  server.registerTool(
    'touch',
    { description: 'Touches the clock', inputSchema: fromJsonSchema({ type: 'object' }) },
    async () => {
      await server.server.sendResourceUpdated({ uri });
      return { content: [] };
    },
  );
  server.registerTool(
    'hush',
    { description: 'Ends what was subscribed to', inputSchema: fromJsonSchema({ type: 'object' }) },
    () => {
      // The library ends subscriptions of clients only. The first one is that of the lists.
      for (let number = 1; number < 10; number += 1) {
        const params = { requestId: `listen:${number}` };
        process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', method: `notifications/${CANCEL}`, params })}\n`);
      }
      return { content: [] };
    },
  );
  return server;
});
