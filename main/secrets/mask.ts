import type { Mask, MaskStream } from '#main/engine/ports/mask.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import { type Automaton, buildAutomaton } from './automaton.ts';
import { derivedValues } from './derived.ts';
import { DETECTOR_TRIGGERS } from './detectors.ts';
import { patternsOf } from './encodings.ts';
import { SecretMaskStream, STARS } from './mask-stream.ts';

/** A secret in the clear. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A mask that counts. */
export interface SecretMask extends Mask {
  /** How many places were masked so far, in texts, values and streams. */
  readonly redactions: number;
}

/** A mask for the secrets of one run. An empty secret hides nothing. */
export function createMask(secrets: readonly Secret[]): SecretMask {
  return new PatternMask(secrets.map((secret) => secret.value));
}

class PatternMask implements SecretMask {
  readonly #values = new Set<string>();
  readonly #patterns = new Map<string, Uint8Array>();
  #automaton: Automaton | undefined;
  #redactions = 0;

  constructor(values: readonly string[]) {
    for (const value of values) this.register(value);
  }

  get redactions(): number {
    return this.#redactions;
  }

  register(value: string): void {
    for (const secret of [value, ...derivedValues(value)]) {
      if (this.#values.has(secret)) continue;
      this.#values.add(secret);
      for (const pattern of patternsOf(secret)) this.#add(pattern);
    }
  }

  text(value: string): string {
    if (value === '') return value;
    const stream = this.#open();
    const head = stream.write(Buffer.from(value, 'utf8'));
    const rest = stream.end();
    // As it came, so that a lone surrogate survives.
    if (stream.redactions === 0) return value;
    return Buffer.concat([head, rest]).toString('utf8');
  }

  json<T extends Json>(value: T): T {
    return this.#value(value) as T;
  }

  stream(): MaskStream {
    return this.#open();
  }

  #value(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') {
      const text = String(value);
      return this.text(text) === text ? value : STARS;
    }
    if (Array.isArray(value)) return value.map((item: Json) => this.#value(item));
    if (!isJsonObject(value)) return value;
    const masked: [string, Json][] = [];
    const taken = new Set<string>();
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const shown = unique(this.text(key), taken);
      taken.add(shown);
      masked.push([shown, this.#value(member)]);
    }
    // fromEntries defines members, so a key such as __proto__ stays a key.
    return Object.fromEntries(masked);
  }

  #open(): SecretMaskStream {
    return new SecretMaskStream(
      () => this.#current(),
      () => {
        this.#redactions += 1;
      },
    );
  }

  #current(): Automaton {
    this.#automaton ??= buildAutomaton([...this.#patterns.values()], DETECTOR_TRIGGERS);
    return this.#automaton;
  }

  #add(pattern: Uint8Array): void {
    const key = Buffer.from(pattern).toString('latin1');
    if (this.#patterns.has(key)) return;
    this.#patterns.set(key, pattern);
    this.#automaton = undefined;
  }
}

/** Two keys that became alike by masking stay two. */
function unique(key: string, taken: ReadonlySet<string>): string {
  let name = key;
  for (let n = 2; taken.has(name); n += 1) name = `${key} (${n})`;
  return name;
}
