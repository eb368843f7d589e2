import type { Span, StepDetail } from '#shared/api/runs.ts';
import { type ShownStatus, stepStatus } from '#shared/run/status.ts';

/** A piece of time in the chart. Fractions are of the whole width. */
export interface GanttBar {
  readonly key: string;
  readonly stepId: string;
  /** Number of the step, counted from 1. */
  readonly number: number;
  readonly track: 'steps' | 'verifiers';
  /** Row within its track: steps that ran at a time stand one under the other. */
  readonly row: number;
  readonly left: number;
  readonly width: number;
  readonly kind: Span['kind'] | 'estimate';
  readonly status: ShownStatus;
  readonly isLive: boolean;
}

export interface GanttTick {
  /** ms since the start. */
  readonly at: number;
  readonly left: number;
}

export interface Gantt {
  readonly bars: readonly GanttBar[];
  readonly ticks: readonly GanttTick[];
  /** `null` once the run has ended. */
  readonly now: number | null;
  readonly totalMs: number;
  readonly rows: { readonly steps: number; readonly verifiers: number };
}

export interface GanttInput {
  readonly steps: readonly StepDetail[];
  /** ms UTC. */
  readonly start: number;
  readonly now: number;
  readonly hasEnded: boolean;
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_TICKS = 9;
const LEAST_WIDTH = 0.004;
const LEAST_TOTAL = 1000;

interface Piece {
  readonly stepId: string;
  readonly number: number;
  readonly kind: GanttBar['kind'];
  readonly status: ShownStatus;
  readonly from: number;
  readonly to: number;
  readonly isLive: boolean;
}

/** The chart of a run, fitted to its width: what happened, what happens, and what is estimated. */
export function ganttOf(input: GanttInput): Gantt {
  const pieces = [...recorded(input), ...(input.hasEnded ? [] : estimated(input))];
  const end = pieces.reduce((latest, piece) => Math.max(latest, piece.to), input.now);
  const span = Math.max(LEAST_TOTAL, end - input.start);
  const every = tickEvery(span);
  const totalMs = Math.ceil(span / every) * every;
  const fraction = (at: number): number => (at - input.start) / totalMs;
  const rows = { steps: new Rows(), verifiers: new Rows() };
  const bars = pieces.map((piece, index): GanttBar => {
    const track = piece.kind === 'checks' ? 'verifiers' : 'steps';
    const left = Math.max(0, fraction(piece.from));
    const width = Math.max(LEAST_WIDTH, Math.min(1, fraction(piece.to)) - left);
    const row = rows[track].take(piece.stepId, piece.from, piece.to);
    const key = `${piece.stepId}:${piece.kind}:${index}`;
    const { stepId, number, kind, status, isLive } = piece;
    return { key, stepId, number, track, row, left, width, kind, status, isLive };
  });
  const ticks: GanttTick[] = [];
  for (let at = 0; at <= totalMs; at += every) ticks.push({ at, left: at / totalMs });
  return {
    bars,
    ticks,
    now: input.hasEnded ? null : fraction(input.now),
    totalMs,
    rows: { steps: Math.max(1, rows.steps.count), verifiers: Math.max(1, rows.verifiers.count) },
  };
}

function recorded({ steps, now, hasEnded }: GanttInput): Piece[] {
  return steps
    .flatMap((step) =>
      step.spans.map((span): Piece => {
        const isLive = span.to === null && !hasEnded;
        const status = isLive ? step.status : spanStatus(span, step);
        const base = { stepId: step.summary.id, number: step.summary.index + 1, kind: span.kind };
        return { ...base, status, from: span.from, to: span.to ?? now, isLive };
      }),
    )
    .sort((one, other) => one.from - other.from);
}

function spanStatus(span: Span, step: StepDetail): ShownStatus {
  if (span.kind === 'wait') return 'approval';
  if (span.kind === 'undo') return 'rolledback';
  // What was undone later worked, or failed, all the same.
  return stepStatus({ ...step.summary, undo: null });
}

/** What the steps that are left will take, one after another by what they need, as long as it is known. */
function estimated({ steps, now }: GanttInput): Piece[] {
  const ends = new Map<string, number>();
  const pieces: Piece[] = [];
  for (const step of steps) {
    const { id, index, status, startedAt } = step.summary;
    if (status === 'settled') continue;
    const base = { stepId: id, number: index + 1, kind: 'estimate' as const, status: step.status, isLive: false };
    const ready = step.needs.reduce((latest, need) => Math.max(latest, ends.get(need) ?? now), now);
    const from = startedAt === null ? ready : now;
    const to = startedAt === null ? ready + (step.estimateMs ?? 0) : Math.max(now, startedAt + (step.estimateMs ?? 0));
    ends.set(id, to);
    if (to > from) pieces.push({ ...base, from, to });
  }
  return pieces;
}

/** Time between two ticks, ms: round, and few enough. */
function tickEvery(spanMs: number): number {
  const seconds = NICE.find((candidate) => spanMs / (candidate * 1000) <= MOST_TICKS);
  return (seconds ?? Math.ceil(spanMs / MOST_TICKS / 86_400_000) * 86_400) * 1000;
}

class Rows {
  readonly #ends: { stepId: string; to: number }[] = [];

  get count(): number {
    return this.#ends.length;
  }

  /** A row in which nothing else stands at that time; a step stays in its row. */
  take(stepId: string, from: number, to: number): number {
    const own = this.#ends.findIndex((row) => row.stepId === stepId && row.to <= from);
    const row = own >= 0 ? own : this.#ends.findIndex((candidate) => candidate.to <= from);
    if (row < 0) return this.#ends.push({ stepId, to }) - 1;
    this.#ends[row] = { stepId, to };
    return row;
  }
}
