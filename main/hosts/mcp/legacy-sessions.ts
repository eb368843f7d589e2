import { randomUUID } from 'node:crypto';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';

/** Sessions that are kept; of more, the one that was silent longest ends. */
const MOST_SESSIONS = 128;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  close(): Promise<void>;
}

interface LegacySessionsOptions {
  /** Bytes of a message. */
  readonly largestBody: number;
  readonly onError: (error: Error) => void;
}

/** Serves the revisions of the protocol that have sessions. */
export class LegacySessions {
  readonly #factory: McpServerFactory;
  readonly #options: LegacySessionsOptions;
  /** By id, the one that spoke last at the end. */
  readonly #sessions = new Map<string, Session>();

  constructor(factory: McpServerFactory, options: LegacySessionsOptions) {
    this.#factory = factory;
    this.#options = options;
  }

  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) return this.#open(request);
    const session = this.#sessions.get(id);
    if (session === undefined) return refusal(404, -32_001, 'Session not found: initialize again');
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session.transport.handleRequest(request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    this.#sessions.clear();
  }

  /** A request without a session can only begin one. */
  async #open(request: Request): Promise<Response> {
    if (request.method !== 'POST') return refusal(400, -32_000, 'Bad Request: no session is named');
    const server = await this.#factory({ era: 'legacy', requestInfo: request });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      maxRequestBodySize: this.#options.largestBody,
      onsessioninitialized: (id) => this.#keep(id, { transport, close: () => server.close() }),
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    transport.onerror = this.#options.onError;
    await server.connect(transport);
    const answer = await transport.handleRequest(request);
    // It was something else than the beginning of a session.
    if (transport.sessionId === undefined) await server.close();
    return answer;
  }

  #keep(id: string, session: Session): void {
    this.#sessions.set(id, session);
    for (const [oldest, old] of this.#sessions) {
      if (this.#sessions.size <= MOST_SESSIONS) break;
      this.#sessions.delete(oldest);
      old.close().catch((error: unknown) => {
        this.#options.onError(error instanceof Error ? error : new Error(String(error)));
      });
    }
  }
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}
