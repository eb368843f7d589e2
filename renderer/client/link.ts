import { type ClientContext, type ClientLink, type ClientOptions, mapEventIterator } from '@orpc/client';
import { ClientError, CONNECTION_LOST, CONNECTION_MISSING, isConnectionError, toClientError } from './client-error.ts';

/** A connection that stands. */
export interface OpenLink {
  readonly link: ClientLink<ClientContext>;
  isOpen(): boolean;
  /** Resolves once it is broken or closed. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Makes a connection. Rejects with ClientError `connection.*` when there is none to be had. */
export type Connector = (signal: AbortSignal) => Promise<OpenLink>;

/** `lost`: there was one, or the first try failed; it is tried again. */
export interface ConnectionState {
  readonly status: 'connecting' | 'open' | 'lost';
  /** ms UTC. */
  readonly since: number;
  /** The control room answers, but does not know this page any more. */
  readonly refused: boolean;
}

export interface LinkOptions {
  readonly onState?: (state: ConnectionState) => void;
  /** How long a call waits for a connection, ms. */
  readonly patienceMs?: number;
  /** Between 0 and 1. */
  readonly random?: () => number;
  /** First and longest pause between two tries, ms. */
  readonly pauseMs?: readonly [first: number, longest: number];
}

const DEFAULTS = { patienceMs: 15_000, pauseMs: [250, 8_000] as const };

/**
 * Calls over whatever connection stands. A call waits for one; a call that was under way when it broke is rejected with
 * `connection.lost` and never repeated, because nobody knows whether it was done.
 */
export class ReconnectingLink implements ClientLink<ClientContext> {
  readonly #connector: Connector;
  readonly #options: LinkOptions;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<(open: OpenLink) => void>();
  #open: OpenLink | undefined;
  #wake = (): void => {};
  #isStarted = false;

  constructor(connector: Connector, options: LinkOptions = {}) {
    this.#connector = connector;
    this.#options = options;
  }

  /** Connects, and again whenever the connection breaks. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#run();
  }

  /** Ends a pause between two tries. */
  retryNow(): void {
    this.#wake();
  }

  /** Ends the connection for good. */
  stop(): void {
    this.#stop.abort();
    this.#wake();
    this.#open?.close();
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const { signal } = options;
    const open = await this.#connected(signal);
    const failed = (error: unknown): unknown => {
      if (signal?.aborted === true) return signal.reason;
      if (!open.isOpen() && !isAnswer(error)) return lost(error);
      return toClientError(error);
    };
    try {
      const output = await open.link.call(path, input, options);
      if (!isStream(output)) return output;
      return mapEventIterator(output, {
        value: (value) => Promise.resolve(value),
        error: (error) => Promise.resolve(failed(error)),
      });
    } catch (error) {
      throw failed(error);
    }
  }

  async #run(): Promise<void> {
    const [first, longest] = this.#options.pauseMs ?? DEFAULTS.pauseMs;
    const random = this.#options.random ?? Math.random;
    const { signal } = this.#stop;
    let pause = first;
    this.#tell('connecting');
    while (!signal.aborted) {
      try {
        const open = await this.#connector(signal);
        pause = first;
        this.#opened(open);
        await open.closed;
        this.#open = undefined;
        if (!signal.aborted) this.#tell('lost');
      } catch (error) {
        if (!signal.aborted) this.#tell('lost', toClientError(error).code === 'connection.refused');
      }
      if (signal.aborted) return;
      await this.#sleep(pause * (0.5 + random() / 2));
      pause = Math.min(longest, pause * 2);
    }
  }

  #opened(open: OpenLink): void {
    this.#open = open;
    this.#tell('open');
    for (const resolve of [...this.#waiting]) resolve(open);
  }

  #tell(status: ConnectionState['status'], refused = false): void {
    this.#options.onState?.({ status, since: Date.now(), refused });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #connected(signal: AbortSignal | undefined): Promise<OpenLink> {
    if (this.#open?.isOpen() === true) return Promise.resolve(this.#open);
    if (signal?.aborted === true) return Promise.reject(asError(signal.reason));
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(connected);
        signal?.removeEventListener('abort', aborted);
      };
      const connected = (open: OpenLink): void => {
        done();
        resolve(open);
      };
      const aborted = (): void => {
        done();
        reject(asError(signal?.reason));
      };
      const timer = setTimeout(() => {
        done();
        reject(
          new ClientError({
            code: CONNECTION_MISSING,
            message: 'there is no connection to the control room',
            hint: 'it is tried again by itself; nothing was done',
          }),
        );
      }, this.#options.patienceMs ?? DEFAULTS.patienceMs);
      this.#waiting.add(connected);
      signal?.addEventListener('abort', aborted);
    });
  }
}

function lost(cause: unknown): ClientError {
  return new ClientError(
    {
      code: CONNECTION_LOST,
      message: 'the connection broke before an answer came',
      hint: 'look whether it was done before you ask again',
    },
    { cause },
  );
}

/** An error that the other side sent stays what it is, even when the connection broke right after. */
function isAnswer(error: unknown): boolean {
  const { code } = toClientError(error);
  return code !== 'client.failed' && !isConnectionError(error);
}

function isStream(output: unknown): output is AsyncIterator<unknown, unknown, unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('the call was given up', 'AbortError');
}
