import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';

/** Seals what a client carries from one round of questions to the next. */
export const stateCodec = createRequestStateCodec<{ readonly round: number }>({
  key: crypto.getRandomValues(new Uint8Array(32)),
});

type Answer = CallToolResult | InputRequiredResult;

const form = (message: string, name: string, type: 'string' | 'boolean') =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [name]: type === 'string' ? { type: 'string' } : { type: 'boolean' } },
      required: [name],
    },
  });
const completion = (words: string) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens: 50 });
const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });

const askName = (): InputRequests => ({ user_name: form('What is your name?', 'name', 'string') });

/** Tools of the newer protocol that answer with questions until they have what they need. */
export function addInputTools(server: McpServer): void {
  const nothing = z.object({});
  const add = (name: string, run: (context: ServerContext) => Answer | Promise<Answer>): void => {
    const config = { description: `Asks as ${name} says`, inputSchema: nothing };
    server.registerTool(name, config, (_, context) => run(context));
  };
  const given = <T>({ mcpReq }: ServerContext, key: string): T | undefined =>
    mcpReq.inputResponses?.[key] as T | undefined;
  const name = (context: ServerContext): string | undefined => {
    const found = acceptedContent<{ name: unknown }>(context.mcpReq.inputResponses, 'user_name')?.name;
    return typeof found === 'string' ? found : undefined;
  };

  add('test_missing_capability', (context) =>
    given(context, 'llm_answer') === undefined
      ? inputRequired({ inputRequests: { llm_answer: completion('Say pong') } })
      : text('answered'),
  );
  add('test_input_required_result_elicitation', (context) => {
    const found = name(context);
    return found === undefined ? inputRequired({ inputRequests: askName() }) : text(`Hello, ${found}!`);
  });
  add('test_input_required_result_sampling', (context) => {
    const found = given<{ content?: { text?: string } }>(context, 'capital_question');
    if (found !== undefined) return text(`It said: ${found.content?.text ?? ''}`);
    return inputRequired({ inputRequests: { capital_question: completion('What is the capital of France?') } });
  });
  add('test_input_required_result_list_roots', (context) => {
    const found = given<{ roots?: readonly { uri: string }[] }>(context, 'client_roots');
    if (found?.roots !== undefined) return text(found.roots.map(({ uri }) => uri).join(', '));
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  add('test_input_required_result_multiple_inputs', async (context) => {
    const found = name(context);
    const greeting = given<{ content?: { text?: string } }>(context, 'greeting')?.content?.text;
    const roots = given<{ roots?: readonly unknown[] }>(context, 'client_roots')?.roots;
    if (found !== undefined && greeting !== undefined && roots !== undefined) {
      return text(`${greeting} ${found}, ${roots.length} roots`);
    }
    const more = { greeting: completion('Greet'), client_roots: inputRequired.listRoots() };
    return inputRequired({
      inputRequests: { ...askName(), ...more },
      requestState: await stateCodec.mint({ round: 1 }),
    });
  });
  for (const tool of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state']) {
    add(tool, async (context) => {
      const isConfirmed = acceptedContent(context.mcpReq.inputResponses, 'confirm') !== undefined;
      // What was changed on the way never comes here: the codec has refused it.
      if (isConfirmed && context.mcpReq.requestState() !== undefined) return text('state-ok: integrity-ok');
      const inputRequests = { confirm: form('Please confirm', 'ok', 'boolean') };
      return inputRequired({ inputRequests, requestState: await stateCodec.mint({ round: 1 }) });
    });
  }
  add('test_input_required_result_multi_round', async ({ mcpReq }) => {
    const round = mcpReq.requestState<{ round: number }>()?.round ?? 0;
    const questions = [form('Your name?', 'name', 'string'), form('Your favourite colour?', 'color', 'string')];
    const question = questions[round];
    if (question === undefined) return text('all rounds are done');
    const inputRequests = { [`step${round + 1}`]: question };
    return inputRequired({ inputRequests, requestState: await stateCodec.mint({ round: round + 1 }) });
  });
  add('test_input_required_result_capabilities', ({ mcpReq }) => {
    if (mcpReq.inputResponses !== undefined) return text('answered');
    const envelope = mcpReq.envelope as Readonly<Record<string, object | undefined>> | undefined;
    const can = (envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Readonly<Record<string, unknown>>;
    const inputRequests: InputRequests = {
      ...(can['elicitation'] === undefined ? {} : askName()),
      ...(can['sampling'] === undefined ? {} : { greeting: completion('Greet') }),
      ...(can['roots'] === undefined ? {} : { client_roots: inputRequired.listRoots() }),
    };
    return Object.keys(inputRequests).length === 0 ? text('nothing can be asked') : inputRequired({ inputRequests });
  });
}

/** Tools of the older protocol that ask the client in the middle of a call. */
export function addAskingTools(server: McpServer): void {
  const ask = (tool: string, properties: Readonly<Record<string, object>>, required: string[]): void => {
    const config = {
      description: `Asks as ${tool} says`,
      inputSchema: z.object({ message: z.string().default('Fill in') }),
    };
    server.registerTool(tool, config, async ({ message }, { mcpReq }) => {
      const requestedSchema = { type: 'object', properties, required };
      const answer = await mcpReq.send({ method: 'elicitation/create', params: { message, requestedSchema } });
      const { action, content } = answer as { action?: string; content?: unknown };
      return text(`action=${action ?? ''}, content=${JSON.stringify(content ?? {})}`);
    });
  };
  ask('test_elicitation', { response: { type: 'string', description: 'What you say' } }, ['response']);
  ask(
    'test_elicitation_sep1034_defaults',
    {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
    [],
  );
  const named = (word: string) => [1, 2, 3].map((at) => ({ const: `value${at}`, title: `${word} ${at}` }));
  const options = ['option1', 'option2', 'option3'];
  ask(
    'test_elicitation_sep1330_enums',
    {
      untitledSingle: { type: 'string', enum: options },
      titledSingle: { type: 'string', oneOf: named('Option') },
      legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
      titledMulti: { type: 'array', items: { anyOf: named('Choice') } },
    },
    [],
  );
  const config = { description: 'Has the client complete a text', inputSchema: z.object({ prompt: z.string() }) };
  server.registerTool('test_sampling', config, async ({ prompt }, { mcpReq }) => {
    const messages = [{ role: 'user', content: { type: 'text', text: prompt } }];
    const answer = await mcpReq.send({ method: 'sampling/createMessage', params: { messages, maxTokens: 100 } });
    return text(`LLM response: ${(answer as { content?: { text?: string } }).content?.text ?? ''}`);
  });
}
