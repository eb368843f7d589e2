import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// A server that misbehaves as it is told. Usage: rough-server.ts [OPTIONS as JSON]. It writes the lines of the protocol itself: no
// library would let it do what it does.

interface Options {
  /** Description of `echo`. */
  readonly description?: string;
  /** `echo` stands in the list twice. */
  readonly duplicate?: boolean;
  /** Tools `page-1` … on a page each. */
  readonly pages?: number;
  /** Ends at anything before the greeting. */
  readonly strict?: boolean;
  /** Never answers the greeting. */
  readonly mute?: boolean;
  /** The list of tools never comes. */
  readonly listless?: boolean;
  /** Does not end when its input does, nor when it is asked to. */
  readonly stubborn?: boolean;
  /** What it writes to its standard error at the start. */
  readonly greeting?: string;
}

type Message = Readonly<Record<string, unknown>> & { readonly id?: number | string; readonly method?: string };

const options = JSON.parse(process.argv[2] ?? '{}') as Options;
const waiting = new Map<string, (result: Readonly<Record<string, unknown>>) => void>();
let extra = false;
let asked = 0;

if (options.greeting !== undefined) process.stderr.write(options.greeting);
if (options.stubborn === true) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000);
}

function send(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function answer(id: unknown, result: unknown): void {
  send({ jsonrpc: '2.0', id, result });
}

function say(id: unknown, text: string): void {
  answer(id, { content: [{ type: 'text', text }] });
}

function ask(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> {
  asked += 1;
  const id = `ask-${asked}`;
  send({ jsonrpc: '2.0', id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const SCHEMA = { type: 'object', additionalProperties: true };
const NUMBER = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };

function tools(): readonly Readonly<Record<string, unknown>>[] {
  const plain = [
    'crash',
    'hang',
    'flood',
    'big',
    'huge',
    'garbage',
    'grandchild',
    'form',
    'address',
    'grow',
    'env',
    'slow',
    'log',
    'roots',
  ];
  return [
    {
      name: 'echo',
      description: options.description ?? 'Says it again',
      inputSchema: SCHEMA,
      'x-unknown': { kept: [1] },
    },
    ...(options.duplicate === true ? [{ name: 'echo', description: 'Another one', inputSchema: SCHEMA }] : []),
    ...plain.map((name) => ({ name, inputSchema: SCHEMA, annotations: { readOnlyHint: true } })),
    ...['good', 'missing', 'wrong'].map((name) => ({ name, inputSchema: SCHEMA, outputSchema: NUMBER })),
    {
      name: 'remote',
      inputSchema: SCHEMA,
      outputSchema: { type: 'object', $ref: 'https://schemas.invalid/number.json' },
    },
    ...(extra ? [{ name: 'extra', inputSchema: SCHEMA }] : []),
  ];
}

function list(cursor: unknown): Readonly<Record<string, unknown>> {
  if (options.pages === undefined) return { tools: tools() };
  const page = Number(cursor ?? 1);
  return {
    tools: [{ name: `page-${page}`, inputSchema: SCHEMA }],
    ...(page < options.pages ? { nextCursor: String(page + 1) } : {}),
  };
}

async function call(
  id: unknown,
  name: unknown,
  args: Readonly<Record<string, unknown>>,
  token: unknown,
): Promise<void> {
  switch (name) {
    case 'crash':
      process.stderr.write('about to fall\n');
      process.exit(3);
      break;
    case 'hang':
      process.stderr.write(`hanging ${process.pid}\n`);
      break;
    case 'flood': {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      for (let at = 0; at < 100; at += 1) {
        if (!process.stderr.write(chunk)) await new Promise((resolve) => process.stderr.once('drain', resolve));
      }
      process.stderr.write('\nflooded\n');
      say(id, 'flooded');
      break;
    }
    case 'big':
      say(id, 'x'.repeat(50 * 1024 * 1024));
      break;
    case 'huge':
      say(id, 'x'.repeat(70 * 1024 * 1024));
      break;
    case 'garbage':
      process.stdout.write('this is no message\n\n{"half": \n[1, 2]\n');
      say(id, 'after garbage');
      break;
    case 'grandchild': {
      const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      child.unref();
      say(id, String(child.pid));
      break;
    }
    case 'form': {
      const schema = {
        type: 'object',
        properties: { name: { type: 'string', minLength: 3 }, count: { type: 'integer', default: 7 } },
        required: ['name'],
      };
      say(id, JSON.stringify(await ask('elicitation/create', { message: 'Who?', requestedSchema: schema })));
      break;
    }
    case 'address': {
      const params = { mode: 'url', message: 'Open it', url: args['url'], elicitationId: 'e-1' };
      if (args['finish'] === true) {
        setTimeout(
          () =>
            send({ jsonrpc: '2.0', method: 'notifications/elicitation/complete', params: { elicitationId: 'e-1' } }),
          50,
        );
      }
      say(id, JSON.stringify(await ask('elicitation/create', params)));
      break;
    }
    case 'grow':
      extra = true;
      send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
      say(id, 'grown');
      break;
    case 'env':
      say(id, JSON.stringify(process.env));
      break;
    case 'slow':
      for (let at = 1; at <= 8; at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        send({
          jsonrpc: '2.0',
          method: 'notifications/progress',
          params: { progressToken: token, progress: at, total: 8 },
        });
      }
      say(id, 'slow but there');
      break;
    case 'log':
      send({
        jsonrpc: '2.0',
        method: 'notifications/message',
        params: { level: 'warning', data: 'mind \u001b[31mthis\nline' },
      });
      say(id, 'logged');
      break;
    case 'roots':
      say(id, JSON.stringify(await ask('roots/list', {})));
      break;
    case 'good':
      answer(id, { content: [], structuredContent: { n: 1 } });
      break;
    case 'missing':
      say(id, 'nothing structured');
      break;
    case 'wrong':
      answer(id, { content: [], structuredContent: { n: 'one' } });
      break;
    default:
      say(id, JSON.stringify(args));
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line) as Message;
  const params = (message['params'] ?? {}) as Readonly<Record<string, unknown>>;
  const { id, method } = message;
  if (method === undefined) {
    const result = (message['result'] ?? { error: message['error'] }) as Readonly<Record<string, unknown>>;
    waiting.get(String(id))?.(result);
    return;
  }
  if (id === undefined || options.mute === true) return;
  if (method === 'initialize') {
    answer(id, {
      protocolVersion: '2025-11-25',
      capabilities: { tools: { listChanged: true }, logging: {} },
      serverInfo: { name: 'rough', version: '1' },
    });
  } else if (method === 'tools/list') {
    if (options.listless !== true) answer(id, list(params['cursor']));
  } else if (method === 'tools/call') {
    const meta = params['_meta'] as { readonly progressToken?: unknown } | undefined;
    void call(id, params['name'], (params['arguments'] ?? {}) as Record<string, unknown>, meta?.progressToken);
  } else if (method === 'ping') {
    answer(id, {});
  } else if (options.strict === true) {
    process.exit(1);
  } else {
    send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } });
  }
});
