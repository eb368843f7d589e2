import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { McpCallRequest, McpClient, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { createMask } from '#main/secrets/mask.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { clientOptions, packagedServer, parts, pin, roughServer, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, registered, resolved } from '#test/helpers/mcp/servers.ts';
import { processState } from '#test/helpers/process-state.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const signal = new AbortController().signal;

function client(server: RegisteredServer, options: Parameters<typeof clientOptions>[0] = {}): McpClient {
  const one = testClients(new FixedServers(server)).client(clientOptions(options));
  onTestFinished(() => one.close());
  return one;
}

const call = (server: RegisteredServer, tool: string, rest: Partial<McpCallRequest> = {}): McpCallRequest => ({
  server: resolved(server),
  tool,
  arguments: {},
  signal,
  ...rest,
});

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** A zombie, which only waits to be reaped, does not run. */
function isRunning(pid: number): boolean {
  return ![undefined, 'Z', 'X'].includes(processState(pid));
}

function text(result: { readonly content: readonly { readonly type: string; readonly text?: string }[] }): string {
  return result.content.map((part) => part.text ?? '').join('');
}

describe('calls', () => {
  it('keeps what it does not know of a tool, and gives back what the tool says', async () => {
    const server = await pin(roughServer());
    expect(server.pins?.tools[0]?.tool).toMatchObject({ name: 'echo', 'x-unknown': { kept: [1] } });
    const result = await client(server).call(call(server, 'echo', { arguments: { a: [1, null] } }));
    expect(result).toMatchObject({
      isError: false,
      structured: null,
      identity: { name: 'rough', protocol: '2025-11-25' },
    });
    expect(text(result)).toBe('{"a":[1,null]}');
  });

  it('takes a message of 50 MB, and ends the server at one of 70 MB', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    expect(text(await one.call(call(server, 'big')))).toHaveLength(50 * 1024 * 1024);
    expect((await failure(one.call(call(server, 'huge')))).code).toBe('mcp.too-large');
    expect(text(await one.call(call(server, 'echo')))).toBe('{}');
  });

  it('survives 100 MB of errors and lines that are no messages', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    expect(text(await one.call(call(server, 'flood')))).toBe('flooded');
    expect(text(await one.call(call(server, 'garbage')))).toBe('after garbage');
  });

  it('tells the calls what a server writes beside its messages', async () => {
    const secret = `${'x'.repeat(1_990)} s3cr3t-value`;
    const server = await pin(roughServer({ greeting: `starts\n\nwith\u0007 a bell\n${secret}\n` }));
    const mask = createMask([{ name: 'TOKEN', value: 's3cr3t-value' }]);
    const one = client(server, { mask });
    const lines: string[] = [];
    const onLine = (line: string): void => void lines.push(line);
    await one.call(call(server, 'echo'));
    await one.call(call(server, 'echo', { onLine }));
    expect(lines).toEqual(['[stderr] starts', '[stderr] with  a bell', `[stderr] ${'x'.repeat(1_990)} …`]);
    lines.length = 0;
    await one.call(call(server, 'flood', { onLine }));
    expect(lines.at(-1)).toBe('[stderr] flooded');
    expect(lines.every((line) => line.length <= 2_001)).toBe(true);
    lines.length = 0;
    await one.call(call(server, 'garbage', { onLine }));
    expect(lines).toContain('[not a message] this is no message');
    lines.length = 0;
    await one.call(call(server, 'echo', { onLine }));
    expect(lines).toEqual([]);
  });

  it('tells how a server ended in the middle of a call, and starts it again for the next one', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    const error = await failure(one.call(call(server, 'crash')));
    expect(error.code).toBe('mcp.closed');
    expect(error.message).toBe('rough ended with exit code 3');
    expect(error.details?.['log']).toContain('about to fall');
    expect(text(await one.call(call(server, 'echo')))).toBe('{}');
  });

  it('believes a structured result only when it fits its schema', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    expect((await one.call(call(server, 'good'))).structured).toEqual({ n: 1 });
    expect((await failure(one.call(call(server, 'missing')))).code).toBe('mcp.output-schema');
    expect((await failure(one.call(call(server, 'wrong')))).code).toBe('mcp.output-schema');
    expect((await failure(one.call(call(server, 'remote')))).code).toBe('mcp.output-schema');
  });

  it('lists every page', async () => {
    const server = await pin(roughServer({ pages: 70 }));
    expect(server.pins?.tools.map(({ name }) => name)).toEqual(Array.from({ length: 70 }, (_, at) => `page-${at + 1}`));
    expect(text(await client(server).call(call(server, 'page-70')))).toBe('{}');
  });

  it('gives a server its own variables, its secrets and nothing else, and hides the secrets', async () => {
    const server = await pin(roughServer());
    const mask = createMask([]);
    const definition = registered({
      ...server.definition,
      env: { OWN: 'yes' },
      secretEnv: { TOKEN: 'THE_TOKEN' },
    } as never);
    const again = { ...server, ...definition, pins: server.pins };
    const one = testClients(new FixedServers(again), {
      ...parts(),
      secret: () => Promise.resolve('s3cr3t-value'),
    }).client(clientOptions({ mask, environment: { PATH: '/usr/bin' }, runId: 'run-1' }));
    onTestFinished(() => one.close());
    const env = JSON.parse(text(await one.call(call(again, 'env')))) as Record<string, string>;
    expect(env).toMatchObject({ PATH: '/usr/bin', OWN: 'yes', TOKEN: 's3cr3t-value', OPS_RUN_ID: 'run-1' });
    expect(
      Object.keys(env)
        .filter((name) => !name.startsWith('OPS_'))
        .sort(),
    ).toEqual(['OWN', 'PATH', 'TOKEN']);
    expect(mask.text('it is s3cr3t-value')).toBe('it is ***');
  });

  it('says which secret is missing', async () => {
    const server = await pin(roughServer());
    const definition = registered({ ...server.definition, secretEnv: { TOKEN: 'THE_TOKEN' } } as never);
    const again = { ...server, ...definition, pins: server.pins };
    const error = await failure(client(again).call(call(again, 'echo')));
    expect(error).toMatchObject({ code: 'mcp.connect', details: { secret: 'THE_TOKEN' } });
  });

  it('tells of the workspace where that is wished, and nowhere else', async () => {
    const silent = await pin(roughServer());
    expect(text(await client(silent).call(call(silent, 'roots')))).toContain('-32601');
    const open = await pin(roughServer({}, { roots: 'workspace' }));
    const options = clientOptions();
    expect(text(await client(open, options).call(call(open, 'roots')))).toContain(`file://${options.workspace}`);
  });

  it('asks nothing about the workspace before a server has been told of it', async () => {
    const server = await pin(packagedServer('server-filesystem', [], { roots: 'workspace' }));
    const workspace = tempFolder();
    const path = join(workspace, 'note.md');
    writeFileSync(path, 'there');
    for (let time = 0; time < 8; time += 1) {
      const one = client(server, { workspace });
      expect(text(await one.call(call(server, 'read_text_file', { arguments: { path } })))).toBe('there');
      await one.close();
    }
  });
});

describe('deadlines and cancellation', () => {
  it('holds the deadline while a call makes progress, and tells of it', async () => {
    const server = await pin(roughServer());
    const lines: string[] = [];
    const one = client(server);
    const result = await one.call(call(server, 'slow', { timeoutMs: 2_500, onLine: (line) => lines.push(line) }));
    expect(text(result)).toBe('slow but there');
    expect(lines).toEqual(Array.from({ length: 8 }, (_, at) => `${at + 1}/8`));
    await one.call(call(server, 'log', { onLine: (line) => lines.push(line) }));
    expect(lines.at(-1)).toBe('[warning] mind  [31mthis line');
  });

  it('gives a call up at its deadline, and ends a server that does not heed it', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    const pid = Number(JSON.parse(text(await one.call(call(server, 'grandchild')))));
    expect(isRunning(pid)).toBe(true);
    const error = await failure(one.call(call(server, 'hang', { timeoutMs: 300 })));
    expect(error.code).toBe('mcp.timeout');
    expect(isRunning(pid)).toBe(false);
    expect(text(await one.call(call(server, 'echo')))).toBe('{}');
  });

  it('throws the reason of the signal', async () => {
    const server = await pin(roughServer());
    const stop = new AbortController();
    const reason = new AppError('run.canceled', 'canceled');
    const calling = client(server).call(
      call(server, 'slow', { signal: stop.signal, onLine: () => stop.abort(reason) }),
    );
    expect(await failure(calling)).toBe(reason);
  });

  it('leaves nothing running when it is closed, however stubborn the server is', async () => {
    const server = await pin(roughServer({ stubborn: true }));
    const one = client(server);
    const env = JSON.parse(text(await one.call(call(server, 'env')))) as Record<string, string>;
    const pid = Number(JSON.parse(text(await one.call(call(server, 'grandchild')))));
    expect(env['OPS_MCP_CONNECTION']).toBeDefined();
    await one.close();
    expect(isRunning(pid)).toBe(false);
  });

  it('gives up a server that never answers, and a list that never comes', async () => {
    const deadlines = { connectMs: 1_500 };
    const mute = { ...roughServer({ mute: true }, { deadlines }), pins: (await pin(roughServer())).pins };
    expect((await failure(client(mute).call(call(mute, 'echo')))).code).toBe('mcp.connect');
    const listless = { ...roughServer({ listless: true }, { deadlines: { listMs: 1_000 } }), pins: mute.pins };
    expect((await failure(client(listless).call(call(listless, 'echo')))).code).toBe('mcp.timeout');
  });

  it('connects to a server that ends at what it does not know, and says why one cannot be started', async () => {
    const strict = await pin(roughServer({ strict: true }));
    expect(strict.pins?.identity.name).toBe('rough');
    const missing = { ...strict, ...registered({ transport: 'stdio', name: 'rough', command: '/no/such/program' }) };
    const gone = { ...missing, pins: strict.pins };
    expect(await failure(client(gone).call(call(gone, 'echo')))).toMatchObject({
      code: 'mcp.connect',
      details: { reason: 'process.not-found' },
    });
  });
});

describe('what was approved', () => {
  it('refuses what is not known, not approved, switched off or another definition', async () => {
    const server = await pin(roughServer());
    const servers = new FixedServers(server);
    const one = testClients(servers).client(clientOptions());
    const code = async (): Promise<string> => (await failure(one.call(call(server, 'echo')))).code;
    servers.set({ ...server, approved: null });
    expect(await code()).toBe('mcp.not-approved');
    servers.set({ ...server, isEnabled: false });
    expect(await code()).toBe('mcp.disabled');
    servers.set({ ...server, ...roughServer({}, { title: 'Another' }) });
    expect(await code()).toBe('mcp.definition-changed');
    const unknown = { ...resolved(server), name: 'nobody' };
    expect((await failure(one.call({ ...call(server, 'echo'), server: unknown }))).code).toBe('mcp.unknown-server');
    await one.close();
  });

  it('does not call a tool whose description changed, and shows the difference', async () => {
    const before = await pin(roughServer());
    const now = { ...roughServer({ description: 'Says it again\u200b' }), pins: before.pins };
    const error = await failure(client(now).call(call(now, 'echo')));
    expect(error.code).toBe('mcp.drift');
    expect(error.details?.['drift']).toMatchObject({
      added: [],
      removed: [],
      changed: [
        {
          tool: 'echo',
          differences: [{ pointer: '/description', approved: 'Says it again', offered: 'Says it again\u200b' }],
        },
      ],
    });
    // Only the tool that is called counts, beside the names.
    expect(text(await client(now).call(call(now, 'garbage')))).toBe('after garbage');
  });

  it('does not call a tool that is offered twice', async () => {
    const before = await pin(roughServer());
    const now = { ...roughServer({ duplicate: true }), pins: before.pins };
    expect((await failure(client(now).call(call(now, 'garbage')))).code).toBe('mcp.duplicate-tool');
  });

  it('hears of a tool that came in the meantime, and calls none any more', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    expect(text(await one.call(call(server, 'grow')))).toBe('grown');
    const error = await failure(one.call(call(server, 'echo')));
    expect(error).toMatchObject({ code: 'mcp.drift', details: { drift: { added: ['extra'] } } });
  });

  it('calls only what the run was made with', async () => {
    const server = await pin(roughServer());
    const only = { ...call(server, 'garbage'), server: resolved(server, 'echo') };
    expect((await failure(client(server).call(only))).code).toBe('mcp.unknown-tool');
  });
});

describe('questions', () => {
  it('puts a form to a person, again while the answer does not fit', async () => {
    const server = await pin(roughServer());
    const messages: string[] = [];
    const result = await client(server).call(
      call(server, 'form', {
        timeoutMs: 1_500,
        ask: async (question) => {
          messages.push(question.message);
          expect(question).toMatchObject({ kind: 'form', server: 'rough', required: ['name'] });
          // Longer than the call may take without progress.
          if (messages.length === 1) await new Promise((resolve) => setTimeout(resolve, 2_000));
          return { action: 'accept', values: { name: messages.length === 1 ? 'A' : 'Ada' } };
        },
      }),
    );
    expect(messages).toHaveLength(2);
    expect(messages[1]).toContain('did not fit');
    expect(JSON.parse(text(result))).toEqual({ action: 'accept', content: { name: 'Ada', count: 7 } });
  });

  it('cancels a question when nobody is there, and passes a refusal on', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    expect(JSON.parse(text(await one.call(call(server, 'form'))))).toEqual({ action: 'cancel' });
    const ask = (): Promise<{ action: 'decline' }> => Promise.resolve({ action: 'decline' });
    expect(JSON.parse(text(await one.call(call(server, 'form', { ask }))))).toEqual({ action: 'decline' });
  });

  it('ends the question for an address when the server says that it is done, and opens no other than web addresses', async () => {
    const server = await pin(roughServer());
    const one = client(server);
    let isEnded = false;
    const url = 'https://example.com/allow?x=1';
    const result = await one.call(
      call(server, 'address', {
        arguments: { url, finish: true },
        ask: (question, ended) => {
          expect(question).toMatchObject({ kind: 'url', url });
          return new Promise((resolve) => {
            ended.addEventListener('abort', () => {
              isEnded = true;
              resolve({ action: 'cancel' });
            });
          });
        },
      }),
    );
    expect(JSON.parse(text(result))).toEqual({ action: 'accept' });
    expect(isEnded).toBe(true);
    const ask = (): never => {
      throw new Error('asked');
    };
    const refused = await one.call(call(server, 'address', { arguments: { url: 'file:///etc/passwd' }, ask }));
    expect(text(refused)).toContain('-32602');
  });
});

describe('real servers', () => {
  it('makes a call again that was refused until an address was opened', async () => {
    const server = await pin(packagedServer('server-everything', ['stdio']));
    const one = client(server);
    const request = call(server, 'trigger-url-elicitation', {
      arguments: { url: 'https://example.com/allow', errorPath: true },
    });
    const questions: string[] = [];
    const ask: McpCallRequest['ask'] = (question) => {
      questions.push(question.kind);
      return Promise.resolve({ action: 'accept', values: {} });
    };
    expect(text(await one.call({ ...request, ask }))).toContain('completed');
    expect(questions[0]).toBe('url');
    const refused = await failure(client(server).call(request));
    expect(refused).toMatchObject({ code: 'mcp.protocol', details: { code: -32042 } });
  });

  it('uses files and memory over stdio', async () => {
    const options = clientOptions();
    const files = await pin(packagedServer('server-filesystem', [options.workspace]));
    const one = client(files, options);
    const path = `${options.workspace}/note.txt`;
    await one.call(call(files, 'write_file', { arguments: { path, content: 'hello' } }));
    const read = await one.call(call(files, 'read_text_file', { arguments: { path } }));
    expect(read.structured).toEqual({ content: 'hello' });
    const outside = await one.call(call(files, 'read_text_file', { arguments: { path: '/etc/passwd' } }));
    expect(outside).toMatchObject({ isError: true, structured: null });

    const memory = await pin(
      packagedServer('server-memory', [], { env: { MEMORY_FILE_PATH: `${options.workspace}/memory.jsonl` } }),
    );
    const entities = [{ name: 'web-1', entityType: 'host', observations: ['up'] }];
    const made = await client(memory).call(call(memory, 'create_entities', { arguments: { entities } }));
    expect(made.structured).toMatchObject({ entities });
  });
});
