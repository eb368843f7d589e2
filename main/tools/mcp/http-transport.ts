import {
  type JSONRPCMessage,
  type OAuthClientProvider,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/client';
import { type Clock, delay } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type ConnectionFetch, createConnectionFetch } from './http-fetch.ts';
import { SESSION_GONE } from './mcp-error.ts';
import type { ServerTransport } from './wire.ts';

/** How long a server may take to end a session, ms. */
const END_SESSION = 1_000;

export interface HttpTransportOptions {
  readonly server: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly auth?: OAuthClientProvider | undefined;
}

/** Streamable HTTP: bounded, within the origin of the address, its session ended when it is closed. */
export class HttpTransport implements ServerTransport {
  onclose: (() => void) | undefined = undefined;
  onerror: ((error: Error) => void) | undefined = undefined;
  onmessage: Transport['onmessage'] = undefined;
  failure: AppError | undefined = undefined;
  readonly hasPerRequestStream = true;
  readonly #options: HttpTransportOptions;
  readonly #http: ConnectionFetch;
  readonly #inner: StreamableHTTPClientTransport;
  #closing: Promise<void> | undefined;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#http = createConnectionFetch({
      url: options.url,
      headers: options.headers,
      onTooLarge: (error) => this.#fail(error as AppError),
    });
    this.#inner = new StreamableHTTPClientTransport(options.url, {
      fetch: this.#http.fetch,
      redirectPolicy: 'same-origin',
      ...(options.auth === undefined ? {} : { authProvider: options.auth }),
    });
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId;
  }

  async start(): Promise<void> {
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onmessage = (message) => this.onmessage?.(message);
    this.#inner.onclose = () => this.onclose?.();
    await this.#inner.start();
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const { sessionId } = this.#inner;
    try {
      await this.#inner.send(message, options);
    } catch (error) {
      if (!(error instanceof SdkHttpError) || error.status !== 404 || sessionId === undefined) {
        throw this.failure ?? error;
      }
      const what = `${this.#options.server} does not know the session any more`;
      // What was sent before was taken in, and may have been done.
      this.#fail(new AppError('mcp.closed', what, { hint: 'look what became of the call before it is made again' }));
      throw new AppError(SESSION_GONE, what, { cause: error });
    }
  }

  /** Exchanges the code of a finished login for tokens. */
  async finishAuth(params: URLSearchParams): Promise<void> {
    await this.#inner.finishAuth(params);
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion(version);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const done = new AbortController();
    await Promise.race([
      this.#inner.terminateSession().catch(() => {}),
      delay(this.#options.clock, END_SESSION, done.signal).catch(() => {}),
    ]);
    done.abort();
    await this.#inner.close();
    await this.#http.close();
  }

  #fail(error: AppError): void {
    this.failure ??= error;
    // Not within the call that failed: it has to end first.
    setImmediate(() => void this.close());
  }
}
