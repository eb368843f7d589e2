/** Shorter texts stand everywhere by chance. */
const SHORTEST_TEXT = 6;
/** Numbers of fewer digits do, too. */
const FEWEST_DIGITS = 4;

/** What must not stand anywhere in a bundle, in the forms in which it could. */
export interface Needles {
  /** Found wherever they stand, inside of other texts as well. */
  readonly texts: readonly string[];
  /** Digits, found where they are a number of their own. */
  readonly numbers: readonly string[];
}

/** The texts and numbers inside some values, as needles. */
export function needlesOf(values: readonly unknown[]): Needles {
  const texts = new Set<string>();
  const numbers = new Set<string>();
  for (const leaf of values.flatMap((value) => leavesOf(value))) {
    if (typeof leaf.value === 'number') {
      const digits = String(Math.abs(leaf.value));
      if (digits.replaceAll(/\D/g, '').length >= FEWEST_DIGITS) numbers.add(digits);
    } else {
      const text = leaf.value.trim();
      if (text.length >= SHORTEST_TEXT) for (const form of formsOf(text)) texts.add(form);
    }
  }
  return { texts: [...texts], numbers: [...numbers] };
}

/** The needles but for those of some others. */
export function needlesWithout({ texts, numbers }: Needles, others: Needles): Needles {
  return {
    texts: texts.filter((text) => !others.texts.includes(text)),
    numbers: numbers.filter((number) => !others.numbers.includes(number)),
  };
}

export function hasNeedles({ texts, numbers }: Needles): boolean {
  return texts.length + numbers.length > 0;
}

/** A text with the line ends of terminals and of files, each also as JSON has it inside of a text, once and twice, and as HTML. */
function formsOf(text: string): readonly string[] {
  const lines = text.replaceAll('\r\n', '\n');
  const plain = [text, lines, lines.replaceAll('\n', '\r\n')];
  const quoted = [...plain.map(inJson), ...plain.map((form) => inAscii(inJson(form)))];
  return [...plain, ...quoted, ...quoted.map(inJson), ...plain.map(inHtml)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** JSON as writers make it that keep to ASCII. */
function inAscii(json: string): string {
  return json.replaceAll(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** True when a needle stands in a text or is a number. */
export function isIn({ texts, numbers }: Needles, value: string | number): boolean {
  const text = typeof value === 'number' ? String(Math.abs(value)) : value;
  return texts.some((needle) => text.includes(needle)) || numbers.some((number) => standsAlone(text, number));
}

/** True when digits are a number of their own in a text. `isStart`, `isEnd`: nothing stands before it, or after it. */
function standsAlone(text: string, digits: string, isStart = true, isEnd = true): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const end = at + digits.length;
    const isBegun = at === 0 ? isStart : !isWord(text.charAt(at - 1));
    const isEnded = end === text.length ? isEnd : !isWord(text.charAt(end));
    if (isBegun && isEnded) return true;
  }
  return false;
}

function isWord(character: string): boolean {
  return /[0-9A-Za-z_]/.test(character);
}

/** A text or a number, and where in a value it stands. */
export interface Leaf {
  readonly parts: readonly string[];
  readonly value: string | number;
}

/** Every text and number of a value; not the keys. */
export function leavesOf(value: unknown, parts: readonly string[] = []): readonly Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ parts, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => leavesOf(member, [...parts, key]));
}

/** Looks for needles in bytes that come in blocks. */
export class NeedleScanner {
  readonly #texts: readonly Buffer[];
  readonly #numbers: readonly string[];
  /** What stands at the end of a block may go on in the next; of a number, the bytes around it count too. */
  readonly #overlap: number;
  #tail: Buffer = Buffer.alloc(0);
  #isStart = true;

  constructor({ texts, numbers }: Needles) {
    this.#texts = texts.map((text) => Buffer.from(text));
    this.#numbers = numbers;
    this.#overlap = Math.max(0, ...[...this.#texts, ...numbers].map(({ length }) => length)) + 1;
  }

  /** True when a needle stands in what came so far; a number at the very end is found by the next call. */
  add(block: Uint8Array): boolean {
    const window = Buffer.concat([this.#tail, block]);
    const isFound = this.#texts.some((text) => window.includes(text)) || this.#hasNumber(window, false);
    const dropped = Math.max(0, window.length - this.#overlap);
    this.#isStart &&= dropped === 0;
    this.#tail = window.subarray(dropped);
    return isFound;
  }

  /** To be asked once everything came. */
  end(): boolean {
    return this.#hasNumber(this.#tail, true);
  }

  #hasNumber(window: Buffer, isEnd: boolean): boolean {
    if (this.#numbers.length === 0) return false;
    const text = window.toString('latin1');
    return this.#numbers.some((number) => standsAlone(text, number, this.#isStart, isEnd));
  }
}
