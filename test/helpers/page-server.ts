import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostContext } from '#main/api/context.ts';
import { createRouter } from '#main/api/router.ts';
import { pageFiles } from '#main/hosts/page/page-files.ts';
import { browserHost } from '#main/hosts/server/browser-host.ts';
import { type PageServer, startPageServer } from '#main/hosts/server/page-server.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { CALLS_PROTOCOL, KEY_PROTOCOL } from '#shared/api/page-key.ts';
import { tempFolder } from './temp-folder.ts';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface TestServer extends PageServer {
  readonly token: string;
  /** Asks with exactly these headers, `host` included unless given. */
  ask(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<RawAnswer>;
  /** The cookie of a browser that was let in. */
  letIn(): Promise<string>;
  /** What a page that was let in names when it opens its socket, its key among it. */
  protocols(): Promise<string[]>;
}

/** What the handlers are given where the data folder could not be opened. */
export function unusableContext(): HostContext {
  return {
    api: {
      usable: false,
      problem: { code: 'store.io', message: 'the data folder cannot be opened' },
      host: browserHost('linux'),
      actor: { kind: 'operator', name: 'test' },
      hostName: 'test',
      version: '0',
      dataDir: '/nowhere',
      reportFault: (_call, error) => String(error),
    },
  };
}

/** A server with a small built page, ended with the test. */
export async function testServer(context: HostContext = unusableContext()): Promise<TestServer> {
  const folder = tempFolder();
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title><meta content="opsroom-page-nonce">');
  writeFileSync(join(page, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'outside of the page');
  const server = await startPageServer({
    files: pageFiles(page),
    port: 0,
    router: createRouter(),
    context,
    clock: systemClock,
    logger: createLogger({ level: 'silent', destination: { write: () => {} } }),
  });
  onTestFinished(() => server.close());
  const token = new URL(server.url).searchParams.get('token') ?? '';
  const ask: TestServer['ask'] = (path, { method = 'GET', headers = {} } = {}) =>
    askRaw(server.port, path, { method, headers });
  return {
    ...server,
    token,
    ask,
    async letIn() {
      const { headers } = await ask(`/?token=${token}`);
      return String(headers['set-cookie']).split(';', 1)[0] ?? '';
    },
    async protocols() {
      const { body } = await ask(`/?token=${token}`);
      return [CALLS_PROTOCOL, `${KEY_PROTOCOL}${/"([\w-]{43})"/.exec(body)?.[1] ?? ''}`];
    },
  };
}

function askRaw(
  port: number,
  path: string,
  { method, headers }: { readonly method: string; readonly headers: Record<string, string> },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asking.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Sends bytes as they are and gives back all that is answered before the server closes. */
export function sendBytes(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      answer += part;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
