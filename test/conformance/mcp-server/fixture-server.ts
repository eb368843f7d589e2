import {
  acceptedContent,
  fromJsonSchema,
  inputRequired,
  McpServer,
  type McpServerFactory,
  ResourceTemplate,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { addContentTools, PNG } from './fixture-content.ts';
import { addAskingTools, addInputTools, stateCodec } from './fixture-input.ts';

const said = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] });

/** The tools, resources and prompts that the conformance suite asks for. `broken`: an answer that breaks the protocol. */
export function fixtureServers(bus: ServerEventBus, { broken = false } = {}): McpServerFactory {
  return () => {
    const server = new McpServer(
      { name: 'conformance-fixture', version: '1.0.0' },
      {
        capabilities: {
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          logging: {},
          completions: {},
        },
        requestState: { verify: (state, context) => stateCodec.verify(state, context) },
      },
    );
    if (!broken) addContentTools(server);
    addInputTools(server);
    addAskingTools(server);
    addSchemaTools(server);
    addTriggers(server, bus);
    addResources(server);
    addPrompts(server);
    server.server.setRequestHandler('logging/setLevel', () => ({}));
    server.server.setRequestHandler('completion/complete', () => ({
      completion: { values: [], total: 0, hasMore: false },
    }));
    return server;
  };
}

/** Schemas that have to arrive as they were written. */
function addSchemaTools(server: McpServer): void {
  const answer = () => ({ content: [{ type: 'text' as const, text: 'taken' }] });
  const region = { type: 'string', 'x-mcp-header': 'Region' };
  const mirrored = fromJsonSchema({ type: 'object', properties: { region, level: { type: 'integer' } } });
  server.registerTool('test_x_mcp_header', { description: 'Mirrors a header', inputSchema: mirrored }, answer);
  const address = { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' } } };
  const inputSchema = fromJsonSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { address },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  });
  server.registerTool('json_schema_2020_12_tool', { description: 'Has a rich schema', inputSchema }, answer);
}

function addTriggers(server: McpServer, bus: ServerEventBus): void {
  for (const [name, kind] of [
    ['test_trigger_tool_change', 'tools_list_changed'],
    ['test_trigger_prompt_change', 'prompts_list_changed'],
  ] as const) {
    server.registerTool(name, { description: 'Says that a list changed', inputSchema: z.object({}) }, () => {
      bus.publish({ kind });
      return { content: [{ type: 'text', text: kind }] };
    });
  }
}

function addResources(server: McpServer): void {
  for (const name of ['static-text', 'watched-resource']) {
    const uri = `test://${name}`;
    server.registerResource(name, uri, { mimeType: 'text/plain' }, () => {
      return { contents: [{ uri, mimeType: 'text/plain', text: `The content of ${name}.` }] };
    });
  }
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' }, () => {
    return { contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PNG }] };
  });
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json' }, (uri, { id }) => {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` });
    return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
  });
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function addPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'Without arguments' }, () => said('A simple prompt.'));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    ({ arg1, arg2 }) => said(`arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => {
      const resource = { uri: resourceUri, mimeType: 'text/plain', text: 'An embedded resource.' };
      return { messages: [{ role: 'user', content: { type: 'resource', resource } }] };
    },
  );
  server.registerPrompt('test_prompt_with_image', { description: 'With an image' }, () => {
    return { messages: [{ role: 'user', content: { type: 'image', data: PNG, mimeType: 'image/png' } }] };
  });
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks first' }, (context) => {
    // Without arguments the context comes first.
    const { mcpReq } = context;
    const found = acceptedContent<{ context: string }>(mcpReq.inputResponses, 'user_context');
    if (found !== undefined) return said(`Use this: ${found.context}`);
    const requestedSchema = {
      type: 'object' as const,
      properties: { context: { type: 'string' as const } },
      required: ['context'],
    };
    const user_context = inputRequired.elicit({ message: 'What context?', requestedSchema });
    return inputRequired({ inputRequests: { user_context } });
  });
}
