import type { ReadingStatus } from '#shared/run/reading.ts';
import type { Strength, UndoVerdict } from '#shared/run/verdict.ts';
import { type BundleRecord, isNotRun } from '../format/bundle-record.ts';
import type { RunVerdict } from '../format/verdict.ts';
import { Html, html } from './html.ts';

/** The hue of a status, and its silhouette: shape first, colour second, word third. */
export interface StatusMark {
  readonly hue: 'good' | 'bad' | 'back' | 'doubt' | 'person' | 'idle';
  readonly glyph: Html;
}

function glyph(body: string): Html {
  return new Html(`<svg viewBox="0 0 16 16" aria-hidden="true">${body}</svg>`);
}

const LINE = 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"';
const SHIELD = glyph('<path fill="currentColor" d="M8 1 2.5 3v4.5c0 3.4 2.3 5.9 5.5 7.5 3.2-1.6 5.5-4.1 5.5-7.5V3z"/>');
const CHECK = glyph(`<path ${LINE} d="m3 8.5 3.5 3.5L13 4.5"/>`);
const OCTAGON = glyph('<path fill="currentColor" d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2L1.5 10.8V5.2z"/>');
const RETURN = glyph(`<path ${LINE} d="M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7"/>`);
const SLASHED = glyph(`<g ${LINE}><circle cx="8" cy="8" r="6"/><path d="m4 12 8-8"/></g>`);
const DOUBT = glyph(
  `<g ${LINE}><path d="M8 1.5 14.5 8 8 14.5 1.5 8z"/><path d="M6.5 6.5a1.5 1.5 0 1 1 1.5 1.8v.7M8 11.2v.1"/></g>`,
);
const DIAMOND = glyph('<path fill="currentColor" d="M8 1 15 8l-7 7-7-7z"/>');
const DASHED = glyph(`<circle ${LINE} stroke-dasharray="2.5 2.5" cx="8" cy="8" r="6"/>`);

/** Evidence that is worth a shield: the rest was only observed, or somebody's word. */
function shieldOrCheck(strength: Strength | null): Html {
  return strength === 'proven' || strength === 'satisfied' ? SHIELD : CHECK;
}

/** The mark of a run. */
export function runMark({ verification, strength, rollback, execution }: RunVerdict): StatusMark {
  switch (verification) {
    case 'passed':
      return { hue: 'good', glyph: shieldOrCheck(strength) };
    case 'waived':
      return { hue: 'person', glyph: DIAMOND };
    case 'failed':
      return rollback === 'verified' ? { hue: 'back', glyph: RETURN } : { hue: 'bad', glyph: OCTAGON };
    case 'indeterminate':
      return { hue: 'doubt', glyph: DOUBT };
    case 'pending':
      return { hue: 'idle', glyph: execution === 'canceled' ? SLASHED : DASHED };
  }
}

/** The mark of a step. A shield means proof: what was only observed gets a plain check. */
export function stepMark(record: BundleRecord): StatusMark {
  if (isNotRun(record)) return { hue: 'idle', glyph: DASHED };
  switch (record.verdict) {
    case 'verified':
    case 'satisfied':
    case 'carried':
      return { hue: 'good', glyph: shieldOrCheck(record.strength) };
    case 'failed':
    case 'blocked':
      return { hue: 'bad', glyph: OCTAGON };
    case 'denied':
    case 'expired':
      return { hue: 'person', glyph: DIAMOND };
    case 'indeterminate':
      return { hue: 'doubt', glyph: DOUBT };
    case 'skipped':
      return { hue: 'idle', glyph: DASHED };
    case 'canceled':
      return { hue: 'idle', glyph: SLASHED };
  }
}

/** The mark of what an undo came to. */
export function undoMark(verdict: UndoVerdict): StatusMark {
  switch (verdict) {
    case 'restored':
      return { hue: 'back', glyph: RETURN };
    case 'not-restored':
      return { hue: 'bad', glyph: OCTAGON };
    case 'unverified':
    case 'unreadable':
      return { hue: 'doubt', glyph: DOUBT };
  }
}

/** The mark of one reading. A shield is for what is proven: one green reading is a check. */
export function readingMark(status: ReadingStatus): StatusMark {
  switch (status) {
    case 'green':
      return { hue: 'good', glyph: CHECK };
    case 'red':
      return { hue: 'bad', glyph: OCTAGON };
    case 'unreadable':
      return { hue: 'doubt', glyph: DOUBT };
  }
}

/** A mark with its word. */
export function pill(mark: StatusMark, word: string): Html {
  return html`<span class="pill ${mark.hue}">${mark.glyph}${word}</span>`;
}
