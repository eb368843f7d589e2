import type { RunState, StepState } from '#main/engine/state.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { ProofAct } from '#shared/run/proof.ts';
import type { Reading, ReadingStatus } from '#shared/run/reading.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { Paint, Tone } from './format/paint.ts';
import { plainLine, truncateText } from './format/text-width.ts';
import { dateAndTime, sizeText, spanText, timeOfDay } from './format/times.ts';
import { EXPIRED_WAIVER, runWord, stepWord, undoWord } from './format/words.ts';
import { isWaiverExpired } from './run-document.ts';
import { waitLines } from './wait-text.ts';

export interface ReportedRun {
  readonly state: RunState;
  readonly run: RunSummary;
  readonly artifacts: readonly ArtifactRef[];
  readonly proofs: readonly { readonly stepId: string; readonly digest: Digest }[];
  readonly attemptOf: string | undefined;
  /** ms UTC: whether a waiver still stands. */
  readonly now: number;
  readonly paint: Paint;
}

/** Values longer than this are cut; the JSON form has them whole. */
const VALUE_WIDTH = 200;

/** Everything about a run, for a person. */
export function runReport(report: ReportedRun): string {
  const { state, run, artifacts, paint } = report;
  const lines = [
    headline(report),
    `  plan      ${run.planName} ${run.planVersion} ${paint('dim', run.planDigest)}`,
    `  session   ${plainLine(run.sessionName)}${run.lane === null ? '' : ` lane ${run.lane}`}`,
    `  made      ${dateAndTime(run.createdAt)}${tookText(run)}`,
    `  folder    ${plainLine(state.workdir)}`,
  ];
  if (report.attemptOf !== undefined) {
    lines.push(`  attempt   of ${report.attemptOf}, from ${state.attemptOf?.fromStep ?? ''}`);
  }
  const inputs = Object.entries(state.inputs);
  if (inputs.length > 0)
    lines.push(`  inputs    ${inputs.map(([name, value]) => `${name}=${shown(value)}`).join('  ')}`);
  if (state.secrets.length > 0) {
    lines.push(`  secrets   ${state.secrets.map(({ name, source }) => `${name} (${source})`).join(', ')}`);
  }
  if (state.servers.length > 0) {
    const servers = state.servers.map(
      ({ name, identity }) => `${name} (${plainLine(identity.name)} ${plainLine(identity.version)})`,
    );
    lines.push(`  servers   ${servers.join(', ')}`);
  }
  if (state.left.length > 0) lines.push(paint('red', `  left      ${state.left.join(', ')}`));
  for (const step of state.steps) lines.push('', ...stepReport(step, report));
  if (artifacts.length > 0) lines.push('', paint('bold', 'artifacts'), ...artifacts.map(artifactLine));
  const waits = waitLines(state);
  if (waits.length > 0) lines.push('', paint('yellow', 'waits for a person'), ...waits);
  return `${lines.join('\n')}\n`;
}

function headline({ state, run, now, paint }: ReportedRun): string {
  const word = isWaiverExpired(state, now) ? EXPIRED_WAIVER : runWord(run);
  const strength = run.strength === null ? '' : ` · ${run.strength}`;
  const disposition = run.disposition === 'open' ? '' : ` (${run.disposition})`;
  const reason = run.reason === '' ? '' : `: ${plainLine(run.reason)}`;
  return `${paint('bold', runLabel(run.number))} ${paint(word.tone, word.text)}${strength}${disposition}${reason}\n  ${plainLine(state.plan.title)}`;
}

function tookText(run: RunSummary): string {
  if (run.startedAt === null || run.finishedAt === null) return '';
  return `, took ${spanText(run.finishedAt - run.startedAt)}`;
}

function stepReport(step: StepState, { state, proofs, paint, now }: ReportedRun): readonly string[] {
  const word = stepWord(step);
  const reason = step.reason === '' || step.verdict === 'satisfied' ? '' : `: ${plainLine(step.reason)}`;
  const lines = [
    `${paint(word.tone, word.glyph)} ${paint('bold', step.step.id)} ${plainLine(step.step.title)}`,
    `    ${paint(word.tone, word.text === '' ? 'not started' : word.text)}${reason}`,
    ...step.preconditions.map((reading) => readingLine('needs', reading, paint)),
    ...step.before.map((reading) => readingLine('before', reading, paint)),
    ...step.acts.filter((act) => !act.undo).map((act) => actLine(act, paint)),
    ...step.rereadings.flatMap(({ phase, readings }) => readings.map((reading) => readingLine(phase, reading, paint))),
    ...step.after.map((reading) => readingLine('after', reading, paint)),
    ...step.answers.map((answer) => {
      const why = answer.reason === null ? '' : `: ${plainLine(answer.reason)}`;
      const by = answer.asker === undefined ? '' : `, asked by the server ${plainLine(answer.asker.server)}`;
      return `    answer  ${timeOfDay(answer.at)} ${plainLine(answer.actor.name)} ${answerText(answer.answer)}${by}${why}`;
    }),
    ...step.acts.filter((act) => act.undo).map((act) => actLine(act, paint)),
    ...(step.undo?.readings ?? []).map((reading) => readingLine('undone', reading, paint)),
  ];
  if (step.undo !== null) lines.push(`    undo    ${undoWord(step.undo.verdict).text}: ${plainLine(step.undo.reason)}`);
  for (const waiver of state.waivers) if (waiver.stepId === step.step.id) lines.push(waiverLine(waiver, now, paint));
  const outputs = Object.entries(step.outputs);
  if (outputs.length > 0)
    lines.push(`    outputs ${outputs.map(([name, value]) => `${name}=${shown(value)}`).join('  ')}`);
  const proof = proofs.find((one) => one.stepId === step.step.id);
  if (proof !== undefined) lines.push(paint('dim', `    proof   ${proof.digest}`));
  return lines;
}

function waiverLine({ actor, at, until, reason }: RunState['waivers'][number], now: number, paint: Paint): string {
  const end = until === null ? 'without an end' : `until ${dateAndTime(until)}`;
  const expired = until !== null && until < now ? paint('red', ' EXPIRED') : '';
  return `    ${paint('yellow', 'waived')}  ${dateAndTime(at)} by ${plainLine(actor.name)}, ${end}${expired}: ${plainLine(reason)}`;
}

const READING_TONES: Record<ReadingStatus, Tone> = { green: 'green', red: 'red', unreadable: 'yellow' };

function readingLine(phase: string, reading: Reading, paint: Paint): string {
  const polls = reading.polls > 1 ? ` (${reading.polls} looks)` : '';
  const warn = reading.severity === 'warn' ? ' [warn]' : '';
  const status = paint(READING_TONES[reading.status], reading.status);
  return `    ${phase.padEnd(7)} ${status} ${plainLine(reading.name)}: ${plainLine(reading.message)}${polls}${warn}`;
}

function actLine(act: ProofAct, paint: Paint): string {
  const what = act.ok ? paint('green', 'ok') : paint('red', plainLine(act.error?.message ?? 'failed'));
  const log = act.log === null ? '' : paint('dim', `  ${sizeText(act.log.bytes)} of output`);
  const name = act.undo ? 'undo' : 'act';
  const tool = act.tool.pin === undefined ? act.tool.kind : `${act.tool.kind} ${plainLine(act.tool.name)}`;
  return `    ${name.padEnd(7)} try ${act.try} ${tool} ${what} ${spanText(act.finishedAt - act.startedAt)}${log}`;
}

function answerText(answer: StepState['answers'][number]['answer']): string {
  switch (answer.kind) {
    case 'approve':
      return 'approved';
    case 'deny':
      return 'denied';
    case 'values':
      return `gave ${Object.keys(answer.values).join(', ') || 'it as done'}`;
    case 'decide':
      return `decided ${answer.decision}`;
  }
}

function artifactLine(artifact: ArtifactRef): string {
  return `    ${plainLine(artifact.name)}  ${artifact.stepId}  ${sizeText(artifact.size)}  ${artifact.digest}`;
}

function shown(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return truncateText(plainLine(text), VALUE_WIDTH);
}
