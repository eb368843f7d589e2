import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#main/kernel/clock.ts';

/** How long an address that works once stays good, ms. */
const ONCE_MS = 60_000;

/** What a browser that was let in keeps. */
export interface LetIn {
  /** A `Set-Cookie` header. */
  readonly cookie: string;
  /** For the page itself: see `Tokens.isPage`. */
  readonly key: string;
}

/** Secrets of one start of the server: those that addresses carry, and the two that a browser keeps. */
export class Tokens {
  readonly #clock: Clock;
  readonly #address: Buffer;
  readonly #session = randomToken();
  readonly #key = randomToken();
  readonly #cookieName: string;
  readonly #once = new Map<string, number>();
  /** What the printed address carries. */
  readonly address: string;

  constructor(port: number, clock: Clock) {
    this.#clock = clock;
    // Cookies do not know ports: two control rooms of one machine must not overwrite each other's.
    this.#cookieName = `opsroom-${port}`;
    this.address = randomToken();
    this.#address = digestOf(this.address);
  }

  /** A token that is good for one exchange, soon. */
  once(): string {
    const token = randomToken();
    this.#once.set(digestOf(token).toString('hex'), this.#clock.monotonic() + ONCE_MS);
    return token;
  }

  /** What a token is exchanged for; `undefined` for one that is not good. */
  exchange(token: string): LetIn | undefined {
    const digest = digestOf(token);
    const until = this.#once.get(digest.toString('hex')) ?? 0;
    this.#once.delete(digest.toString('hex'));
    const isGood = timingSafeEqual(digest, this.#address) || until > this.#clock.monotonic();
    if (!isGood) return undefined;
    return { cookie: `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`, key: this.#key };
  }

  /** Whether a request's `Cookie` header holds the secret of this start. */
  isKnown(cookies: string | undefined): boolean {
    const expected = digestOf(this.#session);
    return (cookies ?? '').split(';').some((cookie) => {
      const [name = '', value = ''] = cookie.trim().split('=', 2);
      return name === this.#cookieName && timingSafeEqual(digestOf(value), expected);
    });
  }

  /**
   * Whether it is the key of the page. The cookie alone says little: a browser sends it to every server of this machine that is
   * opened in it, whatever the port. The key is kept by the page, for its own port.
   */
  isPage(key: string): boolean {
    return timingSafeEqual(digestOf(key), digestOf(this.#key));
  }
}

/** 256 bits. */
function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Of one length for every text, so that comparing takes the same time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
