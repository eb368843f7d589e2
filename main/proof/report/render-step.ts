import type { ProofRecord } from '#shared/run/proof.ts';
import type { Reading } from '#shared/run/reading.ts';
import type { BundleRecord } from '../format/bundle-record.ts';
import { isNotRun } from '../format/bundle-record.ts';
import type { Waiver } from '../format/fold-run.ts';
import type { PlanStep } from '../format/plan-facts.ts';
import { type Html, html } from './html.ts';
import { pill, stepMark } from './status-mark.ts';
import { shown, shownDuration, shownTime } from './value-text.ts';

/** One step: what was read before, what was done, what was read after, who agreed. */
export function renderStep(step: PlanStep, index: number, record: BundleRecord, waivers: readonly Waiver[]): Html {
  const own = waivers.filter((waiver) => waiver.stepId === step.id);
  return html`<section class="card">
<div class="head"><span class="quiet mono">${index + 1}</span><h3>${step.title}</h3>${pill(stepMark(record), record.verdict)}
${isNotRun(record) || record.strength === null ? null : html`<span class="meta">evidence ${record.strength}</span>`}
<span class="quiet">${step.effect}</span></div>
<p class="quiet"><code>${step.id}</code>${step.why === undefined ? null : html` · ${step.why}`}</p>
${shown(record.reason) === '' ? null : html`<p class="meta">${shown(record.reason)}</p>`}
${own.map(renderWaiver)}
${isNotRun(record) ? null : renderWork(step, record)}
</section>`;
}

/** A waiver: who, why, until when. */
export function renderWaiver(waiver: Waiver): Html {
  const until = waiver.until === null ? 'without an end' : `until ${shownTime(waiver.until)}`;
  return html`<p class="person"><span class="pill person">waived</span> ${waiver.stepId} by ${shown(waiver.actor.name)}
on ${shownTime(waiver.at)}, ${until}: ${shown(waiver.reason)}</p>`;
}

function renderWork(step: PlanStep, record: ProofRecord): Html {
  return html`${renderReadings('Preconditions', step.before.length, record.preconditions, [])}
${renderReadings('Checks', step.verify.length, record.before, record.after, record.checks)}
${record.answers.length === 0 ? null : html`<h4>People</h4><ul>${record.answers.map(renderAnswer)}</ul>`}
${record.acts.length === 0 ? null : html`<h4>Acts</h4><ul>${record.acts.map(renderAct)}</ul>`}
${record.undo === null ? null : html`<h4>Undo</h4><p>${record.undo.verdict}: ${shown(record.undo.reason)}</p>`}
${renderOutputs(record)}${renderArtifacts(record)}`;
}

function renderReadings(
  title: string,
  checks: number,
  before: readonly Reading[],
  after: readonly Reading[],
  strengths: ProofRecord['checks'] = [],
): Html | null {
  if (checks === 0 || before.length + after.length === 0) return null;
  const rows = Array.from({ length: checks }, (_, check) => {
    const first = before.findLast((reading) => reading.check === check);
    const last = after.findLast((reading) => reading.check === check);
    const newest = last ?? first;
    if (newest === undefined)
      return html`<tr><td>check ${check + 1}</td><td class="quiet" colspan="4">not read</td></tr>`;
    const name = shown(newest.name);
    const warning = newest.severity === 'warn' ? html` <span class="quiet">(warning only)</span>` : null;
    return html`<tr><td>${name}${warning}</td>${state(first)}${state(last)}<td>${shown(newest.message)}</td>
<td class="quiet">${strengths[check] ?? ''}</td></tr>`;
  });
  return html`<h4>${title}</h4><table><thead><tr><th>Check</th><th>Before</th><th>After</th><th>Observed</th><th>Evidence</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

const HUES = { green: 'good', red: 'bad', unreadable: 'doubt' } as const;

function state(reading: Reading | undefined): Html {
  if (reading === undefined) return html`<td class="quiet">–</td>`;
  return html`<td class="state ${HUES[reading.status]}">${reading.status}</td>`;
}

function renderAnswer({ kind, answer, actor, reason, at }: ProofRecord['answers'][number]): Html {
  const what = answer.kind === 'decide' ? `${answer.kind}: ${answer.decision}` : answer.kind;
  return html`<li>${kind} · ${what} · ${actor.kind} ${shown(actor.name)} · ${shownTime(at)}
${reason === null ? null : html` · ${shown(reason)}`}</li>`;
}

function renderAct(act: ProofRecord['acts'][number]): Html {
  const outcome = act.ok ? 'done' : `failed: ${shown(act.error?.message)}`;
  const name = act.undo ? 'undo' : `try ${act.try}`;
  return html`<li>${name} · ${act.tool.kind} (${shown(act.tool.name)} ${shown(act.tool.version)}) ·
${shownTime(act.startedAt)} · ${shownDuration(act.finishedAt - act.startedAt)} · ${outcome}<pre>${shown(act.call)}</pre></li>`;
}

function renderOutputs(record: ProofRecord): Html | null {
  const outputs = Object.entries(record.outputs);
  if (outputs.length === 0) return null;
  return html`<h4>Outputs</h4><dl>${outputs.map(([name, value]) => html`<dt class="mono">${name}</dt><dd class="mono">${shown(value)}</dd>`)}</dl>`;
}

function renderArtifacts(record: ProofRecord): Html | null {
  if (record.artifacts.length === 0) return null;
  const rows = record.artifacts.map(
    (artifact) =>
      html`<tr><td>${shown(artifact.name)}</td><td>${artifact.size} bytes</td><td class="mono">${artifact.digest}</td></tr>`,
  );
  return html`<h4>Artifacts</h4><table><thead><tr><th>Name</th><th>Size</th><th>Digest</th></tr></thead><tbody>${rows}</tbody></table>`;
}
