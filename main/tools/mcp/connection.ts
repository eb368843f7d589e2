import {
  type CallToolResult,
  type Client,
  LOG_LEVEL_META_KEY,
  type Progress,
  type Tool,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import { type Clock, delay } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { ServerIdentity } from '#shared/mcp/pin.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';
import { type CallListeners, CallWatch } from './call-watch.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import type { CanceledRequests } from './canceled-requests.ts';
import { mcpError, timedOut } from './mcp-error.ts';
import { makeOffer, type Offer, type RawTools } from './offer.ts';
import type { Questions } from './questions.ts';
import { ResourceSubscriptions } from './resource-subscriptions.ts';
import type { ServerLog } from './server-log.ts';
import { OutputSchemas } from './structured.ts';
import { untilAborted } from './until-aborted.ts';
import type { Wire } from './wire.ts';

/** The longest time that a timer takes: our own deadline ends a call, which knows when a person is asked. */
export const NO_DEADLINE = 2_147_483_647;
/** How long a server has to answer a request that was canceled, ms. */
const CANCEL_GRACE = 1_000;
/** How long a server may take to say that it is done with an address, after a person said so, ms. */
const COMPLETION_WAIT = 3_000;
/** How often a call is made again after addresses were opened. */
const ADDRESS_ROUNDS = 3;
/** How long what a server offers is believed without asking again, ms. */
const OFFER_AGE = 60_000;

export interface ConnectionParts {
  readonly definition: ServerDefinition;
  readonly client: Client;
  readonly wire: Wire;
  readonly rawTools: RawTools;
  readonly canceled: CanceledRequests;
  readonly calls: CallsInFlight;
  readonly questions: Questions;
  readonly log: ServerLog;
  readonly clock: Clock;
  /** Told of a resource that the server does not tell of any more, while the connection stands. */
  readonly onUnsubscribed?: ((uri: string) => void) | undefined;
}

export interface CallOptions extends CallListeners {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  /** ms */
  readonly timeout: number;
}

/** One connection that stands. It ends by itself when the server does, or when the server does not heed a cancellation. */
export class Connection {
  readonly client: Client;
  readonly log: ServerLog;
  readonly schemas = new OutputSchemas();
  readonly #parts: ConnectionParts;
  #offer: { readonly offer: Offer; readonly at: number } | undefined;
  /** The list that is under way, and whose answer will be believed. */
  #listing: Promise<Offer> | undefined;
  /** Settles when no list is under way: the next one begins then. */
  #listed: Promise<void> = Promise.resolve();
  readonly #subscriptions: ResourceSubscriptions;
  #isRetired = false;
  #isClosed = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.client = parts.client;
    this.log = parts.log;
    this.#subscriptions = new ResourceSubscriptions({
      ...parts,
      onEnded: (uri) => {
        if (!this.#isClosed) parts.onUnsubscribed?.(uri);
      },
    });
  }

  /** False: no further call may begin on it. */
  get isUsable(): boolean {
    return !this.#isRetired && !this.#isClosed && this.#parts.wire.failure === undefined;
  }

  get name(): string {
    return this.#parts.definition.name;
  }

  get callsUnderWay(): number {
    return this.#parts.calls.size;
  }

  get identity(): ServerIdentity {
    const { name = '', version = '' } = this.client.getServerVersion() ?? {};
    return { name, version, protocol: this.client.getNegotiatedProtocolVersion() ?? '' };
  }

  /** Why it ended by itself. */
  get failure(): AppError | undefined {
    return this.#parts.wire.failure;
  }

  /** The tools are listed anew when they are wanted next; with `offer`, unless that was done since it was listed. */
  forgetOffer(offer?: Offer): void {
    if (offer === undefined) this.#listing = undefined;
    if (offer === undefined || this.#offer?.offer === offer) this.#offer = undefined;
  }

  markClosed(): void {
    this.#isClosed = true;
  }

  /** Every tool that the server offers, of every page; asked again when the server said that it changed, or after a minute. */
  async offer(signal: AbortSignal): Promise<Offer> {
    const now = this.#parts.clock.monotonic();
    if (this.#offer !== undefined && now - this.#offer.at < OFFER_AGE) return this.#offer.offer;
    return untilAborted((this.#listing ??= this.#listNext()), signal);
  }

  /** Calls a tool. Throws AppError `mcp.*`, or the reason of the signal. */
  async call(tool: Tool, args: JsonObject, options: CallOptions): Promise<CallToolResult> {
    const { definition, clock, calls } = this.#parts;
    const watch = new CallWatch({
      ...options,
      clock,
      timedOut: () => timedOut(definition.name, tool.name, options.timeoutMs),
    });
    calls.add(watch);
    const { outputSchema: _, ...described } = tool;
    const callOnce = (): Promise<CallToolResult> =>
      this.client.callTool(
        {
          name: tool.name,
          arguments: { ...args },
          ...(this.client.getProtocolEra() === 'modern' ? { _meta: { [LOG_LEVEL_META_KEY]: 'info' } } : {}),
        },
        {
          signal: watch.signal,
          timeout: NO_DEADLINE,
          // Its headers come from the description; its result is checked by us, with errors that can be told apart.
          toolDefinition: described,
          onprogress: (progress) => {
            watch.progress();
            options.onLine?.(calls.oneLine(progressText(progress)));
          },
        },
      );
    try {
      return await this.#untilAddressesAreOpened(callOnce, watch);
    } catch (error) {
      if (!watch.signal.aborted) throw mcpError(error, definition.name, this.failure);
      await this.#endUnheeded();
      throw watch.signal.reason;
    } finally {
      watch.end();
      // What the process wrote before its answer may be read behind it.
      if (definition.transport === 'stdio') await new Promise((resolve) => setImmediate(resolve));
      calls.delete(watch);
      if (this.#isRetired && calls.size === 0) await this.close();
    }
  }

  /** Asks to be told of changes of a resource. */
  async subscribe(uri: string, options: ExchangeOptions): Promise<void> {
    if (this.client.getProtocolEra() === 'modern') await this.#subscriptions.add(uri, options);
    else await this.client.subscribeResource({ uri }, options);
  }

  async unsubscribe(uri: string, options: ExchangeOptions): Promise<void> {
    if (this.client.getProtocolEra() === 'modern') await this.#subscriptions.delete(uri);
    else await this.client.unsubscribeResource({ uri }, options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.client.close();
    // The client does not close a wire that ended by itself, and its process may not be gone yet.
    await this.#parts.wire.close();
  }

  /** A server may refuse a call until a person was at an address; then the call is made again. */
  async #untilAddressesAreOpened(callOnce: () => Promise<CallToolResult>, watch: CallWatch): Promise<CallToolResult> {
    const { questions } = this.#parts;
    for (let round = 1; ; round += 1) {
      try {
        return await callOnce();
      } catch (error) {
        if (!(error instanceof UrlElicitationRequiredError) || round > ADDRESS_ROUNDS) throw error;
        for (const elicitation of error.elicitations) {
          const { action } = await questions.openAddress(elicitation, watch.signal);
          if (action !== 'accept') throw error;
          watch.progress();
          await this.#orAWhile(questions.completed(elicitation.elicitationId, watch.signal));
        }
      }
    }
  }

  /** Not every server says when it is done; then the call finds out. */
  async #orAWhile(work: Promise<void>): Promise<void> {
    const done = new AbortController();
    const waiting = delay(this.#parts.clock, COMPLETION_WAIT, done.signal).catch(() => {});
    try {
      await Promise.race([work, waiting]);
    } finally {
      done.abort();
    }
  }

  /** A canceled call may still act. Only a server that answers it is known to have stopped; any other one is ended. */
  async #endUnheeded(): Promise<void> {
    const { canceled, clock } = this.#parts;
    if (!canceled.isWaiting) return;
    const done = new AbortController();
    await Promise.race([canceled.answered(), delay(clock, CANCEL_GRACE, done.signal).catch(() => {})]);
    done.abort();
    if (canceled.isWaiting) this.#isRetired = true;
  }

  /** Lists, after the list before. It goes on when nobody waits for it any more. */
  #listNext(): Promise<Offer> {
    const listing = this.#listed.then(() => this.#list());
    const settled = (offer?: Offer): void => {
      // When it changed meanwhile, this one is used once and asked for again.
      if (this.#listing !== listing) return;
      this.#listing = undefined;
      if (offer !== undefined) this.#offer = { offer, at: this.#parts.clock.monotonic() };
    };
    this.#listed = listing.then(settled, () => settled());
    return listing;
  }

  async #list(): Promise<Offer> {
    const { definition, clock, rawTools } = this.#parts;
    const { listMs } = definition.deadlines;
    if (this.#isClosed) throw this.failure ?? new AppError('mcp.closed', `the connection to ${this.name} ended`);
    const stop = new AbortController();
    const takeBack = clock.schedule(listMs, () =>
      stop.abort(timedOut(definition.name, 'the list of its tools', listMs)),
    );
    try {
      const raw = rawTools.collect();
      const callable =
        this.client.getServerCapabilities()?.tools === undefined
          ? []
          : await this.client.listTools(undefined, { signal: stop.signal, timeout: NO_DEADLINE, cacheMode: 'refresh' });
      return makeOffer(this.identity, raw, Array.isArray(callable) ? callable : callable.tools);
    } catch (error) {
      if (!stop.signal.aborted) throw mcpError(error, definition.name, this.failure);
      this.#isRetired = true;
      if (this.#parts.calls.size === 0) await this.close();
      throw stop.signal.reason;
    } finally {
      takeBack();
    }
  }
}

function progressText({ progress, total, message }: Progress): string {
  const share = total === undefined ? String(progress) : `${progress}/${total}`;
  return message === undefined ? share : `${share} ${message}`;
}
