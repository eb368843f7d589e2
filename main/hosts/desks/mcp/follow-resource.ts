import type { Mask } from '#main/engine/ports/mask.ts';
import type { HubState, McpHub } from '#main/tools/mcp/hub-types.ts';
import type { ContentView } from '#shared/api/mcp-views.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { contentViews } from './content-view.ts';
import { EventQueue } from './event-queue.ts';
import { withoutSecrets } from './masked-error.ts';

const STANDING: readonly HubState[] = ['connected', 'slow', 'drifted'];

/** Resources that people follow: each is subscribed to once, for as long as somebody does. */
export class FollowedResources {
  readonly #hub: McpHub;
  readonly #mask: Mask;
  readonly #followers = new Map<string, number>();

  constructor(hub: McpHub, mask: Mask) {
    this.#hub = hub;
    this.#mask = mask;
  }

  /** What stands in a resource, and again whenever the server says that it changed. Fails with `mcp.closed` when that ends. */
  async *follow(name: string, uri: string, signal: AbortSignal): AsyncGenerator<readonly ContentView[], void, void> {
    const hub = this.#hub;
    const key = JSON.stringify([name, uri]);
    const wakes = new EventQueue<null>();
    let isOld = false;
    let isSubscribed = false;
    const end = (why: string): void => wakes.end(new AppError('mcp.closed', why, { hint: 'subscribe again' }));
    const wake = (): void => {
      // Changes that come while it is read are read together.
      if (!isOld) wakes.push(null);
      isOld = true;
    };
    const stop = hub.listen((change) => {
      if (change.server !== name) return;
      // What changed may be a part of what is followed.
      if (change.kind === 'resource' && change.uri.startsWith(uri)) wake();
      if (change.kind === 'state' && isSubscribed && !this.#stands(name)) end(`the connection to ${name} ended`);
      if (change.kind === 'unsubscribed' && change.uri === uri) end(`${name} does not tell of changes of it any more`);
    });
    this.#followers.set(key, (this.#followers.get(key) ?? 0) + 1);
    try {
      await withoutSecrets(this.#mask, () => hub.subscribe(name, uri, signal));
      isSubscribed = true;
      wake();
      for await (const _ of wakes.values(signal)) {
        isOld = false;
        yield await withoutSecrets(this.#mask, async () =>
          contentViews(await hub.readResource(name, uri, signal), this.#mask),
        );
      }
    } finally {
      stop();
      await this.#leave(key, name, uri);
    }
  }

  async #leave(key: string, name: string, uri: string): Promise<void> {
    const left = (this.#followers.get(key) ?? 1) - 1;
    if (left > 0) {
      this.#followers.set(key, left);
      return;
    }
    this.#followers.delete(key);
    // A server that was stopped is not started to tell it so.
    if (this.#stands(name)) await this.#hub.unsubscribe(name, uri, new AbortController().signal).catch(() => {});
  }

  #stands(name: string): boolean {
    return STANDING.includes(this.#hub.status(name).state);
  }
}
