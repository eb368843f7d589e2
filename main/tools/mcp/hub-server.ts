import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ConnectOptions } from './connect.ts';
import type { Connection } from './connection.ts';
import type { HubChange, HubOffer, HubState, HubStatus } from './hub-types.ts';
import { listOffer } from './list-offer.ts';
import { mcpError } from './mcp-error.ts';
import { measureLatency } from './measure-latency.ts';
import { ProtocolRing } from './protocol-ring.ts';
import { ServerLog } from './server-log.ts';
import { approvedServer } from './usable-server.ts';

/** Waits before a server that ended by itself is started again, ms; after the last one it stays as it is. */
const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const;
/** How long it has to stand until it is taken to be well again, ms. */
const WELL_AFTER = 60_000;
/** Between two looks at how a server stands, ms. */
const LOOK_EVERY = 30_000;
/** How long what it offers is believed without asking again, ms: not every server says that it changed. */
const OFFER_AGE = 60_000;
/** How long changes of lists are waited for to come together, ms. */
const SETTLE = 200;
/** An answer that took longer is slow, ms. */
const SLOW = 2_000;

export interface HubServerParts {
  readonly name: string;
  readonly servers: () => McpServerStore | undefined;
  readonly connect: (options: ConnectOptions) => Promise<Connection>;
  readonly options: Pick<ConnectOptions, 'workspace' | 'environment' | 'mask'>;
  readonly clock: Clock;
  readonly onChange: (change: HubChange) => void;
}

/** One server of the hub: its connection, and what is known of it. */
export class HubServer {
  readonly ring: ProtocolRing;
  readonly log: ServerLog;
  readonly #parts: HubServerParts;
  #connection: Connection | undefined;
  #opening: Promise<Connection> | undefined;
  #digest: string | undefined;
  #error: AppError | null = null;
  #latencyMs: number | null = null;
  #connectedAt: number | null = null;
  #offer: HubOffer | null = null;
  #offeredAt = 0;
  #isOfferOld = false;
  #giveUp = new AbortController();
  #failures = 0;
  #retryAt: number | null = null;
  #takeBackRetry: () => void = () => {};
  #takeBackLook: () => void = () => {};
  #takeBackList: () => void = () => {};

  constructor(parts: HubServerParts) {
    const { name, clock, onChange } = parts;
    const { mask } = parts.options;
    this.#parts = parts;
    this.log = new ServerLog(mask);
    this.ring = new ProtocolRing({ mask, clock, onChange: () => onChange({ kind: 'protocol', server: name }) });
  }

  get status(): HubStatus {
    return {
      name: this.#parts.name,
      state: this.#state(),
      error: this.#error,
      latencyMs: this.#latencyMs,
      connectedAt: this.#connectedAt,
      retryAt: this.#retryAt,
    };
  }

  get lastOffer(): HubOffer | null {
    return this.#offer;
  }

  /** The connection to the server as it is approved now, made when need be. */
  async connection(): Promise<Connection> {
    const server = this.#approved();
    if (this.#digest !== undefined && this.#digest !== server.digest) await this.stop();
    if (this.#connection?.isUsable === true) return this.#connection;
    this.#opening ??= this.#open(server).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async offer(signal: AbortSignal): Promise<HubOffer> {
    const connection = await this.connection();
    if (this.#offer !== null && !this.#isOfferOld) return this.#offer;
    this.#isOfferOld = false;
    const server = this.#approved();
    try {
      this.#offer = await listOffer(connection, server, signal);
      this.#offeredAt = this.#parts.clock.monotonic();
    } catch (error) {
      this.#isOfferOld = true;
      throw error;
    }
    this.#tell('offer');
    return this.#offer;
  }

  /** Starts it by a person's wish: what went wrong before does not count any more. */
  async start(): Promise<void> {
    this.#calm();
    const connection = await this.connection();
    await this.offer(new AbortController().signal);
    await this.#measure(connection);
  }

  async stop(): Promise<void> {
    this.#calm();
    this.#takeBackLook();
    this.#error = null;
    this.#giveUp.abort(new AppError('mcp.closed', `${this.#parts.name} was stopped`));
    const open = this.#connection ?? (await this.#opening?.catch(() => undefined));
    this.#calm();
    this.#error = null;
    this.#forget();
    await open?.close();
    this.#tell('state');
  }

  /** Lists anew what it offers, once for reasons that come together. */
  listLater(): void {
    this.#isOfferOld = true;
    this.#takeBackList();
    this.#takeBackList = this.#parts.clock.schedule(
      SETTLE,
      () => {
        if (this.#connection === undefined) return;
        this.offer(new AbortController().signal).then(
          () => this.#tell('state'),
          () => this.#tell('offer'),
        );
      },
      { background: true },
    );
  }

  #state(): HubState {
    const server = this.#parts.servers()?.get(this.#parts.name);
    if (server === undefined || server.approved?.digest !== server.digest) return 'not-approved';
    if (!server.isEnabled) return 'disabled';
    if (this.#connection?.isUsable === true) {
      if (this.#offer !== null && this.#offer.drift !== null) return 'drifted';
      return (this.#latencyMs ?? 0) > SLOW ? 'slow' : 'connected';
    }
    if (this.#opening !== undefined) return 'starting';
    if (this.#error === null) return 'stopped';
    return this.#error.code === 'mcp.login-required' ? 'login-required' : 'failed';
  }

  #approved(): RegisteredServer {
    return approvedServer(this.#parts.servers(), this.#parts.name);
  }

  async #open(server: RegisteredServer): Promise<Connection> {
    const { connect, options, clock } = this.#parts;
    this.#digest = server.digest;
    this.#takeBackRetry();
    this.#retryAt = null;
    this.#giveUp = new AbortController();
    this.ring.forgetRequests();
    queueMicrotask(() => this.#tell('state'));
    try {
      const connection = await connect({
        ...options,
        server,
        // Its era is looked for anew: what is pinned is compared by people here.
        pinnedProtocol: null,
        signal: this.#giveUp.signal,
        runId: null,
        log: this.log,
        observers: [this.ring],
        onListChanged: () => this.listLater(),
        onResourceUpdated: (uri) => this.#parts.onChange({ kind: 'resource', server: this.#parts.name, uri }),
        onUnsubscribed: (uri) => this.#parts.onChange({ kind: 'unsubscribed', server: this.#parts.name, uri }),
        onClosed: (closed) => this.#closed(closed),
      });
      this.#connection = connection;
      this.#connectedAt = clock.now();
      this.#error = null;
      this.#offer = null;
      this.#isOfferOld = true;
      this.#lookLater();
      return connection;
    } catch (error) {
      this.#error = mcpError(error, this.#parts.name);
      this.#retryLater();
      throw this.#error;
    } finally {
      queueMicrotask(() => this.#tell('state'));
    }
  }

  #closed(connection: Connection): void {
    if (this.#connection !== connection) return;
    const stood = this.#parts.clock.now() - (this.#connectedAt ?? 0);
    if (stood > WELL_AFTER) this.#failures = 0;
    this.#error = connection.failure ?? new AppError('mcp.closed', `the connection to ${this.#parts.name} ended`);
    this.#forget();
    this.#retryLater();
    this.#tell('state');
  }

  #forget(): void {
    this.#connection = undefined;
    this.#connectedAt = null;
    this.#latencyMs = null;
    this.#offer = null;
    this.#takeBackLook();
    this.#takeBackList();
  }

  /** Starts again later what ended by itself; not what a person has to look at first. */
  #retryLater(): void {
    const wait = BACK_OFF[this.#failures];
    const isForPeople = ['mcp.login-required', 'mcp.not-approved', 'mcp.disabled', 'mcp.unknown-server'];
    if (wait === undefined || isForPeople.includes(this.#error?.code ?? '')) return;
    this.#failures += 1;
    this.#retryAt = this.#parts.clock.now() + wait;
    this.#takeBackRetry();
    this.#takeBackRetry = this.#parts.clock.schedule(
      wait,
      () => {
        this.#retryAt = null;
        this.connection().catch(() => {});
      },
      { background: true },
    );
  }

  #calm(): void {
    this.#failures = 0;
    this.#retryAt = null;
    this.#takeBackRetry();
  }

  #lookLater(): void {
    this.#takeBackLook();
    this.#takeBackLook = this.#parts.clock.schedule(
      LOOK_EVERY,
      () => {
        this.#look()
          .catch(() => {})
          .finally(() => {
            if (this.#connection !== undefined) this.#lookLater();
          });
      },
      { background: true },
    );
  }

  async #look(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    // It may have been changed, not approved or switched off meanwhile, in another process perhaps.
    if (!this.#isApprovedAsItStands()) await this.stop();
    // Busy with calls it may answer late, and is well all the same.
    else if (connection.callsUnderWay === 0) {
      if (this.#parts.clock.monotonic() - this.#offeredAt >= OFFER_AGE) this.listLater();
      await this.#measure(connection);
    }
  }

  #isApprovedAsItStands(): boolean {
    try {
      return this.#approved().digest === this.#digest;
    } catch {
      return false;
    }
  }

  async #measure(connection: Connection): Promise<void> {
    let latency: number;
    try {
      latency = await measureLatency(connection, this.#parts.clock);
    } catch (error) {
      this.#error = mcpError(error, this.#parts.name);
      throw error;
    }
    if (this.#connection !== connection) return;
    this.#latencyMs = latency;
    this.#tell('state');
  }

  #tell(kind: 'state' | 'offer'): void {
    this.#parts.onChange({ kind, server: this.#parts.name });
  }
}
