import type { MaskStream } from '#main/engine/ports/mask.ts';
import { type Automaton, SKIP, SKIP_CLASS, stateIndex, step } from './automaton.ts';
import { DETECTOR_TRIGGERS, measureForm, UNDECIDED } from './detectors.ts';
import { GROUND, nextEscape, VISIBLE } from './escape-sequences.ts';

/** What stands in place of a secret. */
export const STARS = '***';
const STARS_BYTES = Buffer.from(STARS, 'latin1');
const NOTHING = Buffer.alloc(0);

// An escape sequence or a row of line breaks longer than this ends a match that it interrupts, and a string sequence
// that never ends: what is held back stays bounded.
const LONGEST_SKIP = 4096;

/** A stretch of the stream, both ends included. */
interface Span {
  start: number;
  end: number;
}

/** The start of something that may be a secret by its form. */
interface Suspect {
  readonly start: number;
  readonly trigger: number;
}

/**
 * Masks a stream of bytes. Two readings run over it: the raw bytes, and the bytes that a terminal shows (escape
 * sequences, CR and LF left out). While both stand in the same state, which is nearly always, only one is computed. Raw is
 * needed beside shown because a secret may stand inside a sequence (a window title, a link), and because a stray ESC would
 * otherwise hide what follows it.
 *
 * A chunk may come back as it was given, so the caller must not reuse its memory before it is done with the result.
 */
export class SecretMaskStream implements MaskStream {
  readonly #latest: () => Automaton;
  readonly #onRedaction: () => void;
  #automaton: Automaton;
  /** Bytes that are not decided yet; the first one stands at `#base` of the stream. */
  #held: Buffer = NOTHING;
  #base = 0;
  /** The byte before `#base`, -1 at the start. */
  #before = -1;
  /** State of the raw reading, and of both while not `#diverged`. */
  #raw = 0;
  #diverged = false;
  #shown = 0;
  #escape = GROUND;
  #skipped = 0;
  /** Where the last shown bytes stand that led to a state other than the root; a ring. */
  #ring: Float64Array;
  #ringCount = 0;
  #spans: Span[] = [];
  #suspects: Suspect[] = [];
  /** Last byte that stars were put out for: a match that overlaps it prolongs those stars. */
  #starsEnd = -1;
  #redactions = 0;

  constructor(latest: () => Automaton, onRedaction: () => void) {
    this.#latest = latest;
    this.#onRedaction = onRedaction;
    this.#automaton = latest();
    this.#ring = ringFor(this.#automaton);
  }

  get redactions(): number {
    return this.#redactions;
  }

  write(chunk: Uint8Array): Uint8Array {
    const bytes = asBuffer(chunk);
    const automaton = this.#latest();
    let from = this.#held.length;
    if (automaton !== this.#automaton) {
      this.#restart(automaton);
      from = 0;
    }
    const work = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#scan(work, from);
    return this.#release(work, false);
  }

  end(): Uint8Array {
    const automaton = this.#latest();
    if (automaton !== this.#automaton) {
      this.#restart(automaton);
      this.#scan(this.#held, 0);
    }
    const rest = this.#release(this.#held, true);
    this.#restart(this.#automaton);
    return rest;
  }

  /** Forgets the readings; what is held back is read again, with an automaton that knows more. */
  #restart(automaton: Automaton): void {
    if (automaton !== this.#automaton) this.#ring = ringFor(automaton);
    this.#automaton = automaton;
    this.#raw = 0;
    this.#diverged = false;
    this.#spans = [];
    this.#suspects = [];
  }

  #scan(work: Buffer, from: number): void {
    const automaton = this.#automaton;
    const { classOf, rows, hotFrom, rowsEnd } = automaton;
    const length = work.length;
    let i = from;
    while (i < length) {
      if (this.#diverged) {
        i = this.#scanDiverged(work, i);
        continue;
      }
      let state = this.#raw;
      let next = state;
      if (state < rowsEnd) {
        for (; i < length; i += 1) {
          next = rows[state + (classOf[work[i] as number] as number)] as number;
          if (next >= hotFrom) break;
          state = next;
        }
        this.#raw = state;
        if (i === length) break;
      } else {
        const cls = classOf[work[i] as number] as number;
        next = cls === SKIP_CLASS ? SKIP : step(automaton, state, cls);
      }
      if (next === SKIP) {
        this.#skip(work[i] as number, this.#base + i);
      } else {
        this.#raw = next;
        if (next >= hotFrom) this.#report(next, this.#base + i);
      }
      i += 1;
    }
  }

  /** A byte that is not shown, while both readings are one. They part, unless nothing has begun. */
  #skip(byte: number, at: number): void {
    const escape = nextEscape(GROUND, byte);
    if (escape === GROUND && this.#raw === 0) return;
    const depth = this.#depth(this.#raw);
    for (let k = 0; k < depth; k += 1) this.#ring[k] = at - depth + k;
    this.#ringCount = depth;
    this.#diverged = true;
    this.#shown = this.#raw;
    this.#raw = 0;
    this.#escape = escape;
    this.#skipped = 1;
  }

  #scanDiverged(work: Buffer, from: number): number {
    const automaton = this.#automaton;
    const mask = this.#ring.length - 1;
    let i = from;
    for (; i < work.length; i += 1) {
      const byte = work[i] as number;
      const at = this.#base + i;
      const cls = automaton.classOf[byte] as number;
      this.#raw = cls === SKIP_CLASS ? 0 : step(automaton, this.#raw, cls);
      this.#report(this.#raw, at);
      const escape = nextEscape(this.#escape, byte);
      if (escape === VISIBLE) {
        this.#escape = GROUND;
        this.#skipped = 0;
        this.#shown = step(automaton, this.#shown, cls);
        if (this.#shown !== 0) {
          this.#ring[this.#ringCount & mask] = at;
          this.#ringCount += 1;
          const matched = automaton.matched[stateIndex(automaton, this.#shown)] as number;
          if (matched > 0) this.#hit(this.#shownStart(matched), at);
        }
      } else {
        this.#escape = escape;
        this.#skipped += 1;
        if (this.#skipped > LONGEST_SKIP) {
          this.#escape = GROUND;
          this.#shown = 0;
        }
      }
      if (this.#escape === GROUND && this.#raw === this.#shown) {
        const depth = this.#depth(this.#raw);
        if (depth === 0 || this.#shownStart(depth) === at - depth + 1) {
          this.#diverged = false;
          return i + 1;
        }
      }
    }
    return i;
  }

  /** Where the shown byte stands that is `depth` back, the last one being 1 back. */
  #shownStart(depth: number): number {
    return this.#ring[(this.#ringCount - depth) & (this.#ring.length - 1)] as number;
  }

  #depth(state: number): number {
    return this.#automaton.depth[stateIndex(this.#automaton, state)] as number;
  }

  #open(state: number): number {
    return this.#automaton.open[stateIndex(this.#automaton, state)] as number;
  }

  #report(state: number, at: number): void {
    if (state < this.#automaton.hotFrom) return;
    const index = stateIndex(this.#automaton, state);
    const matched = this.#automaton.matched[index] as number;
    if (matched > 0) this.#hit(at - matched + 1, at);
    const triggered = this.#automaton.triggered[index] as number;
    if (triggered > 0) {
      const trigger = triggered - 1;
      this.#suspects.push({ start: at - (DETECTOR_TRIGGERS[trigger]?.length ?? 0) + 1, trigger });
    }
  }

  #hit(start: number, end: number): void {
    let first = start;
    let last = this.#spans.at(-1);
    while (last !== undefined && last.end >= first) {
      first = Math.min(first, last.start);
      this.#spans.pop();
      last = this.#spans.at(-1);
    }
    this.#spans.push({ start: first, end });
  }

  /** Gives out what is decided of `work`, and keeps the rest. */
  #release(work: Buffer, ended: boolean): Buffer {
    const base = this.#base;
    const safe = this.#judge(work, ended);
    if (this.#spans.length === 0 && safe === base + work.length) {
      this.#keep(work, safe);
      return work;
    }
    const pieces: Buffer[] = [];
    const waiting: Span[] = [];
    let at = base;
    for (const span of this.#spans) {
      if (span.start > this.#starsEnd) {
        if (span.start >= safe) {
          waiting.push(span);
          continue;
        }
        pieces.push(work.subarray(at - base, span.start - base), STARS_BYTES);
        this.#redactions += 1;
        this.#onRedaction();
      }
      this.#starsEnd = Math.max(this.#starsEnd, span.end);
      at = this.#starsEnd + 1;
    }
    if (at < safe) {
      pieces.push(work.subarray(at - base, safe - base));
      at = safe;
    }
    this.#spans = waiting;
    this.#keep(work, at);
    return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces);
  }

  /** Decides on suspects as far as possible; gives the first byte that may still become part of a match. */
  #judge(work: Buffer, ended: boolean): number {
    const total = this.#base + work.length;
    let safe = total;
    if (!ended) {
      safe -= this.#open(this.#raw);
      const shown = this.#diverged ? this.#open(this.#shown) : 0;
      if (shown > 0) safe = Math.min(safe, this.#shownStart(shown));
    }
    if (this.#suspects.length === 0) return safe;
    const undecided: Suspect[] = [];
    let open = total;
    for (const suspect of this.#suspects) {
      const offset = suspect.start - this.#base;
      // Less than nothing: its start is under stars already.
      if (offset < 0) continue;
      const before = offset > 0 ? (work[offset - 1] as number) : this.#before;
      const length = measureForm(suspect.trigger, before, work.subarray(offset), ended);
      if (length === UNDECIDED) {
        undecided.push(suspect);
        open = Math.min(open, suspect.start);
      } else if (length > 0) {
        this.#spans.push({ start: suspect.start, end: suspect.start + length - 1 });
      }
    }
    this.#suspects = undecided;
    this.#spans = joined(this.#spans);
    // Stars over the start of an undecided form wait for it: the two may become one.
    for (const span of this.#spans) if (span.start < open && span.end >= open) open = span.start;
    return Math.min(safe, open);
  }

  #keep(work: Buffer, from: number): void {
    const offset = from - this.#base;
    if (offset > 0) this.#before = work[offset - 1] as number;
    this.#held = offset >= work.length ? NOTHING : Buffer.from(work.subarray(offset));
    this.#base = from;
  }
}

/** Spans in order, those that overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last !== undefined && last.end >= span.start) last.end = Math.max(last.end, span.end);
    else all.push({ ...span });
  }
  return all;
}

function ringFor(automaton: Automaton): Float64Array {
  return new Float64Array(2 ** Math.ceil(Math.log2(automaton.maxDepth + 2)));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
