import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type BundleRecord, isNotRun } from '../format/bundle-record.ts';
import type { EnvironmentFile } from '../format/environment.ts';
import type { HeldTime, RunFold } from '../format/fold-run.ts';
import { FILES, SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';
import type { RunVerdict } from '../format/verdict.ts';
import { Html, html } from './html.ts';
import { renderStep, renderWaiver } from './render-step.ts';
import { runMark } from './status-mark.ts';
import { STYLE } from './style.ts';
import { membersOf, shown, shownDuration, shownMembers, shownTime } from './value-text.ts';

export interface ReportFacts {
  readonly plan: Plan;
  readonly fold: RunFold;
  /** One per step of the plan, in its order. */
  readonly records: readonly BundleRecord[];
  readonly verdict: RunVerdict;
  readonly environment: EnvironmentFile;
  readonly isTimestamped: boolean;
}

/** Withheld places that are shown one by one. */
const MOST_PLACES = 20;

const MEANINGS: Readonly<Record<string, string>> = {
  proven: 'Every step was seen red before its act and green after it.',
  satisfied: 'The weakest step was green already, so nothing was done there.',
  observed: 'The weakest step could only be read after its act.',
  attested: 'The weakest step rests on the word of a person.',
  weak: 'The weakest step rests on an exit code alone.',
};

/** report.html: the run on one page, with no script and nothing from elsewhere; readable on paper. */
export function renderReport(facts: ReportFacts): string {
  const { plan, records, verdict } = facts;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${plan.title}: proof of a run</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${renderHead(facts)}
<h2>Steps</h2>
${plan.steps.map((step, index) => {
  const record = records[index];
  return record === undefined ? null : renderStep(step, index, record, verdict.waivers);
})}
${renderWithheld(facts.environment)}
${renderHowToVerify(facts)}
</main>
</body>
</html>
`;
  return page.text;
}

function renderHead({ plan, fold, records, verdict }: ReportFacts): Html {
  const { created, end, startedAt } = fold;
  const mark = runMark(verdict);
  const took = end === undefined || startedAt === null ? '' : shownDuration(end.at - startedAt);
  return html`<h1>${plan.title}</h1>
<p class="meta"><code>${plan.name}</code> ${plan.version} · run <code>${created.runId}</code></p>
<section class="outcome ${mark.hue}">${mark.glyph}<div><b>${outcomeLine(verdict)}</b>
${verdict.strength === null ? null : html`<p>${MEANINGS[verdict.strength] ?? ''}</p>`}
${end === undefined || shown(end.data.reason) === '' ? null : html`<p>${shown(end.data.reason)}</p>`}
${verdict.left.length === 0 ? null : html`<p>Acted and not restored: ${verdict.left.join(', ')}</p>`}
<p class="meta">${stepCounts(records)}</p></div></section>
${verdict.waivers.length === 0 ? null : html`<section class="card">${verdict.waivers.map(renderWaiver)}</section>`}
<section class="card"><dl>
<dt>Started by</dt><dd>${created.actor.kind} ${shown(created.actor.name)}</dd>
<dt>Started</dt><dd>${shownTime(startedAt)}</dd>
<dt>Ended</dt><dd>${shownTime(end?.at ?? null)}${took === '' ? null : html` (took ${took})`}</dd>
${fold.pauses.length === 0 ? null : html`<dt>Paused</dt><dd>${fold.pauses.map(renderPause)}</dd>`}
${renderInputs(created.data.inputs)}
<dt>Secrets</dt><dd>${created.data.secrets.map((secret) => secret.name).join(', ') || 'none'}</dd>
${fold.created.data.servers === undefined ? null : html`<dt>MCP servers</dt><dd>${fold.created.data.servers.map(renderServer)}</dd>`}
<dt>Plan digest</dt><dd class="mono">${created.data.planDigest}</dd>
<dt>Engine</dt><dd>${created.data.engine}</dd>
</dl></section>`;
}

/** A server, and the digests of its tools as they were approved. */
function renderServer({ name, identity, tools }: ResolvedServer): Html {
  const rows = membersOf(tools).map(
    ([tool, { digest, permission, effect }]) =>
      html`<li><code>${tool}</code> ${effect}, ${permission} <span class="mono quiet">${digest}</span></li>`,
  );
  return html`<p>${name} (${identity.name} ${identity.version}, protocol ${identity.protocol})</p><ul>${rows}</ul>`;
}

/** `5 steps: 3 verified, 1 satisfied, 1 skipped`, and how many of them were undone. */
function stepCounts(records: readonly BundleRecord[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of records) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  const restored = records.filter((record) => !isNotRun(record) && record.undo?.verdict === 'restored').length;
  return `${counted(records.length, 'step')}: ${parts.join(', ')}${restored === 0 ? '' : `; ${restored} undone and restored`}`;
}

function renderPause({ at, actor, reason, lifted }: HeldTime): Html {
  const until = lifted === null ? '' : `${shownTime(lifted.at)} (${shownDuration(lifted.at - at)})`;
  const resumed = lifted === null ? 'not resumed' : `resumed by ${lifted.actor.kind} ${shown(lifted.actor.name)}`;
  const why = reason === null ? '' : `: ${shown(reason)}`;
  return html`<p>${shownTime(at)} to ${until === '' ? 'the end' : until} by ${actor.kind} ${shown(actor.name)}${why}; ${resumed}</p>`;
}

function renderInputs(inputs: Readonly<Record<string, unknown>>): Html {
  return html`<dt>Inputs</dt><dd class="mono seen">${shownMembers(inputs)?.join('\n') ?? 'none'}</dd>`;
}

/** The outcome in the words of the product, the strength of the evidence with it. */
function outcomeLine({ verification, strength, rollback, execution }: RunVerdict): string {
  const back = rollback === 'verified' ? ', rolled back, verified' : rollback === 'failed' ? ', rollback failed' : '';
  switch (verification) {
    case 'passed':
      return `Passed, evidence ${strength ?? 'none'}`;
    case 'waived':
      return `Passed with waiver${back}`;
    case 'failed':
      return `Failed${back}`;
    case 'indeterminate':
      return `Indeterminate${back}`;
    case 'pending':
      return execution === 'canceled' ? `Canceled before it was verified${back}` : `Not verified${back}`;
  }
}

function renderWithheld({ withheld }: EnvironmentFile): Html | null {
  const { fields, artifacts, logs } = withheld;
  if (fields.length + artifacts.length + logs.length === 0) return null;
  const places = withheldPlaces(fields);
  return html`<h2>Withheld</h2><section class="card"><dl>
<dt>Values</dt><dd>${
    fields.length === 0
      ? 'none'
      : html`${fields.length}; each is committed to, so that it can be shown later and not be changed
<ul class="mono quiet">${places.map((place) => html`<li>${place}</li>`)}</ul>`
  }</dd>
<dt>Artifacts</dt><dd>${artifacts.length === 0 ? 'none' : `${artifacts.length}; their digests stay`}</dd>
<dt>Output of</dt><dd>${logs.length === 0 ? 'no step' : `${counted(logs.length, 'step')}: ${logs.join(', ')}`}</dd></dl></section>`;
}

// Places of events that are alike stand together, with how often they are withheld.
function withheldPlaces(fields: EnvironmentFile['withheld']['fields']): readonly string[] {
  const times = new Map<string, number>();
  for (const { pointer } of fields) {
    const place = pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*');
    times.set(place, (times.get(place) ?? 0) + 1);
  }
  const places = [...times].map(([place, count]) => (count === 1 ? place : `${place}, ${count} times`));
  if (places.length <= MOST_PLACES) return places;
  return [...places.slice(0, MOST_PLACES), `and ${places.length - MOST_PLACES} more places: see ${FILES.environment}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function renderHowToVerify({ environment, isTimestamped }: ReportFacts): Html {
  const { fingerprint, protection } = environment.signer;
  const kept = protection === 'none' ? 'unprotected in the data folder' : protection;
  const level = isTimestamped ? 'L2: signed by the installation and timestamped' : 'L1: signed by the installation';
  return html`<h2>How to verify</h2><section class="card"><dl>
<dt>Claim level</dt><dd>${level}. Not a SLSA level.</dd>
<dt>Signer</dt><dd class="mono">${fingerprint}</dd>
<dt>Key kept by</dt><dd>${kept}</dd></dl>
<p class="meta">This page is a view and proves nothing by itself. Compare the fingerprint with one that you got from the signer by another
way. A signature shows that nothing was changed since; it does not show that the machine was honest.</p>
<pre>opsroom verify FILE.opsproof.zip --key signer.pub.pem
sha256sum -c ${FILES.sums} --quiet
ssh-keygen -Y verify -f allowed_signers -I ${SSH_PRINCIPAL} -n ${SSH_NAMESPACE} -s ${FILES.sumsSignature} &lt; ${FILES.sums}</pre>
<p class="quiet">${FILES.verifyText} has the commands for openssl and cosign too.</p></section>`;
}
