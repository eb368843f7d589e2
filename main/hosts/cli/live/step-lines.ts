import { pauseText } from '#main/engine/pause.ts';
import { isCanceling } from '#main/engine/project.ts';
import { isActive, type RunState, type StepState } from '#main/engine/state.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { Paint } from '../format/paint.ts';
import { padText, plainLine, textWidth, truncateText } from '../format/text-width.ts';
import { spanText } from '../format/times.ts';
import { runWord, stepWord } from '../format/words.ts';

export interface Picture {
  readonly state: RunState;
  /** ms UTC. */
  readonly now: number;
  /** Cells of a line and lines of the terminal. */
  readonly width: number;
  readonly height: number;
  /** Sign that turns while something goes on. */
  readonly spinner: string;
  readonly paint: Paint;
  /** Last line of output of the acts under way, by step. */
  readonly output: ReadonlyMap<string, string>;
  /** One line about the queue or a cancel; empty for none. */
  readonly note: string;
}

const TITLE = 44;
const LEAST_WIDTH = 10;

/** The step list of a run as lines that fit the terminal. */
export function stepLines(picture: Picture): readonly string[] {
  const width = Math.max(LEAST_WIDTH, picture.width - 1);
  const steps = picture.state.steps;
  const titleWidth = Math.min(TITLE, Math.max(...steps.map((step) => textWidth(plainLine(step.step.title)))));
  const [first, last] = shownRange(steps, Math.max(1, picture.height - 4));
  const lines = [headLine(picture, width)];
  if (first > 0) lines.push(picture.paint('dim', truncateText(`    … ${first} more before`, width)));
  for (const step of steps.slice(first, last)) lines.push(...linesOf(step, picture, titleWidth, width));
  const after = steps.length - last;
  if (after > 0) lines.push(picture.paint('dim', truncateText(`    … ${after} more after`, width)));
  if (picture.note !== '') lines.push(picture.paint('yellow', truncateText(plainLine(picture.note), width)));
  return lines;
}

function headLine({ state, paint }: Picture, width: number): string {
  const lane = state.lane === null ? '' : ` · lane ${state.lane}`;
  const text = `${runLabel(state.number)} ${state.plan.name} · ${state.sessionName}${lane}`;
  return paint('bold', truncateText(plainLine(text), width));
}

function linesOf(step: StepState, picture: Picture, titleWidth: number, width: number): readonly string[] {
  const { paint } = picture;
  const word = stepWord(step);
  const isBusy = isActive(step);
  const glyph = isBusy ? picture.spinner : word.glyph;
  const title = padText(truncateText(plainLine(step.step.title), titleWidth), titleWidth);
  const details = [word.text, elapsed(step, picture.now), tries(step), reasonOf(step)].filter((text) => text !== '');
  const text = truncateText(`${title}  ${details.join('  ')}`.trimEnd(), width - 4);
  const lines = [`  ${paint(word.tone, glyph)} ${paintRest(text, title, word.text, word.tone, paint)}`];
  const output = isBusy ? picture.output.get(step.step.id) : undefined;
  if (output !== undefined && output !== '') lines.push(`    ${paint('dim', truncateText(`│ ${output}`, width - 4))}`);
  return lines;
}

/** Colours the word of a line that was already cut: colours take no cells. */
function paintRest(text: string, title: string, word: string, tone: Parameters<Paint>[0], paint: Paint): string {
  const at = title.length + 2;
  if (word === '' || text.length < at + word.length) return text;
  const rest = text.slice(at + word.length);
  return `${text.slice(0, at)}${paint(tone, word)}${paint('dim', rest)}`;
}

function elapsed(step: StepState, now: number): string {
  if (step.startedAt === null || step.verdict === 'carried') return '';
  return spanText((step.finishedAt ?? now) - step.startedAt);
}

function tries(step: StepState): string {
  return step.tries > 1 ? `${step.tries} tries` : '';
}

/** Why a step did not end well, or what it waits for. */
function reasonOf(step: StepState): string {
  if (step.wait !== null) return plainLine(step.wait.message);
  const isQuiet =
    step.undo === null && (step.verdict === 'satisfied' || step.verdict === 'verified' || step.verdict === 'carried');
  return isQuiet ? '' : plainLine(step.reason);
}

/** Which steps fit: those around the first one that is not settled, and never a picture taller than the terminal. */
function shownRange(steps: readonly StepState[], room: number): readonly [first: number, last: number] {
  // Each active step may take a second line, for its output.
  const rows = Math.max(1, room - steps.filter(isActive).length);
  if (steps.length <= rows) return [0, steps.length];
  const open = steps.findIndex((step) => step.status !== 'settled');
  const center = open < 0 ? steps.length : open;
  const first = Math.min(Math.max(0, center - Math.floor(rows / 2)), steps.length - rows);
  return [first, first + rows];
}

/** The one line that says how a run stands or ended. */
export function finalLine(state: RunState, paint: Paint): string {
  const word = runWord({ ...state, paused: state.pause !== null, canceling: isCanceling(state) });
  const label = `${runLabel(state.number)} ${paint(word.tone, word.text)}`;
  const reason = plainLine(isCanceling(state) ? '' : state.pause === null ? state.reason : pauseText(state.pause));
  if (state.execution === 'finished' && state.verification === 'passed') {
    const count = state.steps.length;
    const took = spanText((state.finishedAt ?? 0) - (state.startedAt ?? state.createdAt));
    return `${label} · ${state.strength ?? ''} · ${count} ${count === 1 ? 'step' : 'steps'} · ${took}`;
  }
  return reason === '' ? label : `${label}: ${reason}`;
}
