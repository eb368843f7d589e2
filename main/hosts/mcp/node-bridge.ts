import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body of a request; `undefined` when it is larger. What is too much is read on and not kept, so that the answer gets through. */
export function readBody(request: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const blocks: Buffer[] = [];
    let size = 0;
    request.on('data', (block: Buffer) => {
      size += block.length;
      if (size <= largest) blocks.push(block);
      else {
        blocks.length = 0;
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(blocks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away before its message was whole')));
    if (Number(request.headers['content-length'] ?? 0) > largest) resolve(undefined);
  });
}

/** The request as the platform's own form. Its signal aborts when the client goes away. */
export function webRequest(request: IncomingMessage, response: ServerResponse, body: Buffer): Request {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.append(request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '');
  }
  const { method = 'GET', url = '/' } = request;
  const bytes = method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) };
  return new Request(new URL(url, 'http://127.0.0.1'), { method, headers, signal: gone.signal, ...bytes });
}

/** Sends an answer as it comes; a client that reads slowly slows its own answer. Resolves when it is sent or nobody reads it. */
export async function sendAnswer(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  response.flushHeaders();
  const reader = answer.body.getReader();
  // Whoever writes the answer has to hear that nobody reads it any more.
  response.once('close', () => void reader.cancel().catch(() => {}));
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!response.write(part.value)) await drained(response);
    }
    response.end();
  } catch (error) {
    // A client that went away is nobody's fault.
    if (!response.destroyed) throw error;
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
    if (response.destroyed) done();
  });
}
