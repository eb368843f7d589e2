import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/client';
import type { AppError } from '#shared/lib/app-error.ts';
import { InOrder } from './in-order.ts';

/** Sees each message as it is, in the order of the wire. */
export interface WireObserver {
  sent(message: JSONRPCMessage): void;
  received(message: JSONRPCMessage): void;
}

/** A transport that can say why it ended. */
export interface ServerTransport extends Transport {
  /** Why it ended, or had to be ended; `undefined` while it works. */
  readonly failure: AppError | undefined;
}

type OnMessage = NonNullable<Transport['onmessage']>;

/** A transport whose messages are seen by others too. The client of the protocol sets the handlers, as on any transport. */
export class Wire implements Transport {
  onclose: (() => void) | undefined = undefined;
  onerror: ((error: Error) => void) | undefined = undefined;
  onmessage: OnMessage | undefined = undefined;
  readonly hasPerRequestStream: boolean;
  readonly #inner: ServerTransport;
  readonly #observers: readonly WireObserver[];

  constructor(inner: ServerTransport, observers: readonly WireObserver[]) {
    this.#inner = inner;
    this.#observers = observers;
    this.hasPerRequestStream = inner.hasPerRequestStream === true;
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId;
  }

  get failure(): AppError | undefined {
    return this.#inner.failure;
  }

  async start(): Promise<void> {
    const order = new InOrder((message, extra) => this.onmessage?.(message, extra));
    this.#inner.onclose = () => {
      order.flush();
      this.onclose?.();
    };
    this.#inner.onerror = (error) => this.onerror?.(error);
    const take: OnMessage = (message, extra) => {
      for (const observer of this.#observers) observer.received(message);
      order.take(message, extra);
    };
    this.#inner.onmessage = take;
    await this.#inner.start();
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    for (const observer of this.#observers) observer.sent(message);
    await this.#inner.send(message, options);
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion?.(version);
  }
}

/** A wire to a process. The client of the protocol tells by these members that silence means an older server there. */
export class ProcessWire extends Wire {
  readonly stderr = null;
  readonly pid = null;
}
