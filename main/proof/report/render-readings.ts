import type { ProofRecord } from '#shared/run/proof.ts';
import type { Reading } from '#shared/run/reading.ts';
import { type Html, html } from './html.ts';
import { readingMark } from './status-mark.ts';
import { shown, shownMembers } from './value-text.ts';

/** When some readings were taken, and they. */
export type ReadingColumn = readonly [when: string, readings: readonly Reading[]];

/** Longer values stand in the record. */
const LONGEST_VALUE = 300;

/** The readings of some checks side by side: one row per check, one column per time, each with what was seen. */
export function renderReadings(
  title: string,
  checks: number,
  columns: readonly ReadingColumn[],
  strengths: ProofRecord['checks'] = [],
): Html | null {
  if (checks === 0 || columns.every(([, readings]) => readings.length === 0)) return null;
  const hasEvidence = strengths.some((strength) => strength !== null);
  const rows = Array.from({ length: checks }, (_, check) => {
    const found = columns.map(([, readings]) => readings.findLast((reading) => reading.check === check));
    const newest = found.findLast((reading) => reading !== undefined);
    const name = newest === undefined ? `check ${check + 1}` : shown(newest.name);
    const warning = newest?.severity === 'warn' ? html` <span class="quiet">(warning only)</span>` : null;
    return html`<tr><td>${name}${warning}</td>${found.map(renderReading)}
${hasEvidence ? html`<td class="meta">${strengths[check] ?? ''}</td>` : null}</tr>`;
  });
  return html`<h4>${title}</h4><table><thead><tr><th class="check">Check</th>${columns.map(([when]) => html`<th>${when}</th>`)}
${hasEvidence ? html`<th class="evidence">Evidence</th>` : null}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

function renderReading(reading: Reading | undefined): Html {
  if (reading === undefined) return html`<td class="quiet">not read</td>`;
  const { hue, glyph } = readingMark(reading.status);
  const message = shown(reading.message);
  const observed = observedText(reading.observed);
  return html`<td><span class="state ${hue}">${glyph}${reading.status}</span>
${message === '' ? null : html`<p class="meta">${message}</p>`}
${observed === '' || observed === message ? null : html`<p class="mono quiet seen">${observed}</p>`}</td>`;
}

function observedText(observed: unknown): string {
  const text = shownMembers(observed)?.join('\n') ?? shown(observed);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (cut; record.json has all of it)` : text;
}
