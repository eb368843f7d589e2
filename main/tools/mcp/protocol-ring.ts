import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/client';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { WireMessage } from './hub-types.ts';
import type { WireObserver } from './wire.ts';

const MOST_MESSAGES = 2_000;
/** Characters that are kept of all messages together. */
const MOST_TEXT = 8 * 1024 * 1024;
/** Characters that are kept of one message. */
const LONGEST = 16 * 1024;
/** What is read beyond that, so that a secret at the cut is seen whole and hidden. */
const BEYOND = 8 * 1024;

type Direction = WireMessage['direction'];

/** The last messages of a server, masked, over all of its connections. */
export class ProtocolRing implements WireObserver {
  readonly #mask: Mask;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #asked = new Map<string, { readonly method: string; readonly at: number }>();
  #messages: WireMessage[] = [];
  #size = 0;
  #seq = 0;

  constructor(parts: { readonly mask: Mask; readonly clock: Clock; readonly onChange: () => void }) {
    this.#mask = parts.mask;
    this.#clock = parts.clock;
    this.#onChange = parts.onChange;
  }

  sent(message: JSONRPCMessage): void {
    this.#add('sent', message);
  }

  received(message: JSONRPCMessage): void {
    this.#add('received', message);
  }

  after(seq: number): readonly WireMessage[] {
    return this.#messages.filter((message) => message.seq > seq);
  }

  /** A new connection numbers its requests from the beginning. */
  forgetRequests(): void {
    this.#asked.clear();
  }

  #add(direction: Direction, message: JSONRPCMessage): void {
    const text = this.#textOf(message);
    this.#seq += 1;
    this.#messages.push({
      seq: this.#seq,
      at: this.#clock.now(),
      direction,
      ...this.#describe(direction, message),
      text,
    });
    this.#size += text.length;
    let surplus = 0;
    while (
      this.#messages.length - surplus > MOST_MESSAGES ||
      (this.#size > MOST_TEXT && surplus < this.#messages.length)
    ) {
      this.#size -= this.#messages[surplus]?.text.length ?? 0;
      surplus += 1;
    }
    if (surplus > 0) this.#messages = this.#messages.slice(surplus);
    this.#onChange();
  }

  #describe(direction: Direction, message: JSONRPCMessage): Pick<WireMessage, 'kind' | 'method' | 'id' | 'durationMs'> {
    if (isJSONRPCNotification(message)) {
      return { kind: 'notification', method: this.#mask.text(message.method), id: null, durationMs: null };
    }
    if (isJSONRPCRequest(message)) {
      const { id, method } = message;
      this.#asked.set(requestKey(direction, id), { method, at: this.#clock.monotonic() });
      return { kind: 'request', method: this.#mask.text(method), id, durationMs: null };
    }
    const id = message.id ?? null;
    const key = requestKey(direction === 'sent' ? 'received' : 'sent', id);
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    return {
      kind: isJSONRPCErrorResponse(message) || !isJSONRPCResultResponse(message) ? 'error' : 'response',
      method: asked === undefined ? null : this.#mask.text(asked.method),
      id,
      durationMs: asked === undefined ? null : this.#clock.monotonic() - asked.at,
    };
  }

  #textOf(message: JSONRPCMessage): string {
    const whole = JSON.stringify(message);
    const masked = this.#mask.text(whole.length > LONGEST + BEYOND ? whole.slice(0, LONGEST + BEYOND) : whole);
    return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
  }
}

function requestKey(direction: Direction, id: string | number | null): string {
  return `${direction} ${typeof id} ${id}`;
}
