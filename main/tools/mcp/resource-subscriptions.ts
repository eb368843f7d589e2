import type { Client, McpSubscription } from '@modelcontextprotocol/client';
import type { Clock } from '#main/kernel/clock.ts';
import { untilAborted } from './until-aborted.ts';

/** How long after its end one is told of it, ms: whoever begins anew then does not do it without a pause. */
const PAUSE = 1_000;

export interface SubscriptionParts {
  readonly client: Pick<Client, 'listen'>;
  readonly clock: Clock;
  /** Told when the server has ended a subscription, unless there is a new one by then. */
  readonly onEnded: (uri: string) => void;
}

/** The subscriptions of the newer protocol: one stream for each resource, whoever wishes it, and the server may end it. */
export class ResourceSubscriptions {
  readonly #parts: SubscriptionParts;
  readonly #open = new Map<string, Promise<McpSubscription>>();

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  /** Settles when the server tells of the resource; the signal only ends the waiting. */
  async add(uri: string, options: { readonly signal: AbortSignal; readonly timeout: number }): Promise<void> {
    await untilAborted(this.#open.get(uri) ?? this.#listen(uri, options.timeout), options.signal);
  }

  async delete(uri: string): Promise<void> {
    const opening = this.#open.get(uri);
    this.#open.delete(uri);
    const subscription = await opening?.catch(() => undefined);
    await subscription?.close();
  }

  #listen(uri: string, timeout: number): Promise<McpSubscription> {
    const { client, clock, onEnded } = this.#parts;
    const opening = client.listen({ resourceSubscriptions: [uri] }, { timeout });
    this.#open.set(uri, opening);
    const forget = (): void => {
      if (this.#open.get(uri) === opening) this.#open.delete(uri);
    };
    opening.then(async ({ closed }) => {
      const how = await closed;
      forget();
      if (how === 'local') return;
      clock.schedule(PAUSE, () => !this.#open.has(uri) && onEnded(uri), { background: true });
    }, forget);
    return opening;
  }
}
