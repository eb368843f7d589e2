import type { AgentGrant } from '#shared/run/event.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { BundleRecord } from '../format/bundle-record.ts';
import { isNotRun } from '../format/bundle-record.ts';
import type { Waiver } from '../format/fold-run.ts';
import type { PlanStep } from '../format/plan-facts.ts';
import { isWithheld } from '../format/withheld.ts';
import { type Html, html } from './html.ts';
import { renderReadings } from './render-readings.ts';
import { pill, stepMark, undoMark } from './status-mark.ts';
import { membersOf, shown, shownDuration, shownTime } from './value-text.ts';

/** One step: what was read before, what was done, what was read after, who agreed. */
export function renderStep(step: PlanStep, index: number, record: BundleRecord, waivers: readonly Waiver[]): Html {
  const own = waivers.filter((waiver) => waiver.stepId === step.id);
  const undo = isNotRun(record) ? null : record.undo;
  const origin = [step.title === step.id ? null : html`<code>${step.id}</code>`, step.why ?? null];
  const from = origin.filter((part) => part !== null);
  return html`<section class="card">
<div class="head"><span class="quiet mono">${index + 1}</span><h3>${step.title}</h3>${pill(stepMark(record), record.verdict)}
${undo === null ? null : pill(undoMark(undo.verdict), undo.verdict)}
${isNotRun(record) || record.strength === null ? null : html`<span class="meta">evidence ${record.strength}</span>`}
<span class="effect ${step.effect}">${step.effect}</span></div>
${from.length === 0 ? null : html`<p class="quiet">${from[0]}${from.length < 2 ? null : html` · ${from[1]}`}</p>`}
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
  const checks = renderReadings(
    'Checks',
    step.verify.length,
    [
      ['Before', record.before],
      ['After', record.after],
    ],
    record.checks,
  );
  return html`${renderReadings('Preconditions', step.before.length, [['Before', record.preconditions]])}
${checks}
${record.answers.length === 0 ? null : html`<h4>People</h4><ul>${record.answers.map(renderAnswer)}</ul>`}
${record.acts.length === 0 ? null : html`<h4>Acts</h4><ul>${record.acts.map(renderAct)}</ul>`}
${record.undo === null ? null : renderUndo(step, record, record.undo)}
${renderOutputs(record)}${renderArtifacts(record)}`;
}

function renderUndo(step: PlanStep, record: ProofRecord, undo: NonNullable<ProofRecord['undo']>): Html {
  return html`<h4>Undo</h4><p>${undo.verdict}: ${shown(undo.reason)}</p>
${renderReadings('Checks of the undo', step.verify.length, [
  ['Before the act', record.before],
  ['After the undo', undo.readings],
])}`;
}

const AGENT_WORDS: Record<AgentGrant, string> = {
  others: 'allowed: agents may approve in runs that no agent started',
  all: 'allowed: agents may approve in every run',
};

function renderAnswer({ kind, answer, actor, reason, allowedBy, asker, at }: ProofRecord['answers'][number]): Html {
  const what = answer.kind === 'decide' ? `${answer.kind}: ${answer.decision}` : answer.kind;
  const by = asker === undefined ? '' : `asked by the server ${asker.server} · `;
  return html`<li>${by}${kind} · ${what} · ${actor.kind} ${shown(actor.name)} · ${shownTime(at)}
${allowedBy === undefined ? null : html` · ${AGENT_WORDS[allowedBy]}`}${reason === null ? null : html` · ${shown(reason)}`}</li>`;
}

function renderAct(act: ProofRecord['acts'][number]): Html {
  const outcome = act.ok ? 'done' : `failed: ${shown(act.error?.message)}`;
  const name = act.undo ? 'undo' : `try ${act.try}`;
  return html`<li>${name} · ${act.tool.kind} (${shown(act.tool.name)} ${shown(act.tool.version)}) ·
${shownTime(act.startedAt)} · ${shownDuration(act.finishedAt - act.startedAt)} ·
<span class="${act.ok ? 'meta' : 'state bad'}">${outcome}</span>${renderPin(act.tool.pin)}${renderCall(act.call)}</li>`;
}

/** What of the tool of a server was approved, by its digests. */
function renderPin(pin: ProofRecord['acts'][number]['tool']['pin']): Html | null {
  if (pin === undefined) return null;
  return html`<p class="quiet mono">tool ${pin.tool}<br>server ${pin.definition}</p>`;
}

/** The call of a tool as its parts: `{ shell: { run } }` reads `run` and the command. */
function renderCall(call: ProofRecord['acts'][number]['call']): Html {
  const [only, ...more] = Object.values(call);
  const isNested = more.length === 0 && typeof only === 'object' && only !== null && !Array.isArray(only);
  if (isWithheld(call) || !isNested) return html`<pre>${shown(call)}</pre>`;
  if (isWithheld(only)) return html`<pre>${shown(only)}</pre>`;
  return html`<dl class="well">${membersOf(only).map(([name, value]) => html`<dt>${name}</dt><dd>${shown(value)}</dd>`)}</dl>`;
}

function renderOutputs(record: ProofRecord): Html | null {
  const outputs = membersOf(record.outputs);
  if (outputs.length === 0) return null;
  return html`<h4>Outputs</h4><dl>${outputs.map(([name, value]) => html`<dt class="mono">${name}</dt><dd class="mono">${shown(value)}</dd>`)}</dl>`;
}

function renderArtifacts(record: ProofRecord): Html | null {
  if (record.artifacts.length === 0) return null;
  const rows = record.artifacts.map(
    (artifact) =>
      html`<tr><td>${shown(artifact.name)}</td><td>${artifact.size} bytes</td><td class="mono">${artifact.digest}</td></tr>`,
  );
  return html`<h4>Artifacts</h4><table><thead><tr><th class="check">Name</th><th class="size">Size</th><th>Digest</th></tr></thead><tbody>${rows}</tbody></table>`;
}
