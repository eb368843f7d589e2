import type { JSONRPCMessage, MessageExtraInfo } from '@modelcontextprotocol/client';

/**
 * Hands messages on so that each notification has been dealt with when an answer that came behind it is handed on. The client
 * deals with notifications a turn later, and would drop the last progress of a call whose answer came in the same piece.
 */
export class InOrder {
  readonly #hand: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  #waiting: (readonly [JSONRPCMessage, MessageExtraInfo | undefined])[] = [];
  #isSettling = false;

  constructor(hand: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void) {
    this.#hand = hand;
  }

  take(message: JSONRPCMessage, extra?: MessageExtraInfo): void {
    const isNotification = !('id' in message);
    if (this.#waiting.length > 0 || (this.#isSettling && !isNotification)) {
      this.#waiting.push([message, extra]);
      return;
    }
    this.#hand(message, extra);
    if (isNotification && !this.#isSettling) this.#settle();
  }

  /** Hands on whatever still waits: nothing comes any more. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [message, extra] of waiting) this.#hand(message, extra);
  }

  #settle(): void {
    this.#isSettling = true;
    setImmediate(() => {
      this.#isSettling = false;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const [message, extra] of waiting) this.take(message, extra);
    });
  }
}
