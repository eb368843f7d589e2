import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/client';
import type { WireObserver } from './wire.ts';

/** Requests that were canceled and not answered since. */
export class CanceledRequests implements WireObserver {
  readonly #waiting = new Set<number>();
  readonly #listeners: (() => void)[] = [];

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Settles when each of them was answered. */
  answered(): Promise<void> {
    return this.isWaiting ? new Promise((resolve) => void this.#listeners.push(resolve)) : Promise.resolve();
  }

  sent(message: JSONRPCMessage): void {
    if (!isJSONRPCNotification(message) || !message.method.startsWith('notifications/cancel')) return;
    const id = message.params?.['requestId'];
    // Ids of subscriptions are texts: they end without an answer.
    if (typeof id === 'number') this.#waiting.add(id);
  }

  received(message: JSONRPCMessage): void {
    if (!isJSONRPCResultResponse(message) && !isJSONRPCErrorResponse(message)) return;
    if (!this.#waiting.delete(Number(message.id)) || this.isWaiting) return;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
