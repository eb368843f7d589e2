import type { ReplayFrame } from '#shared/api/logs.ts';

/** Where a replay stands: the time of the recording at a time of the clock. */
export interface Playhead {
  /** Seconds of the recording at `since`. */
  readonly at: number;
  /** ms of the clock; `null` while it is paused. */
  readonly since: number | null;
  readonly speed: number;
}

export const SPEEDS = [1, 2, 8] as const;

/** Seconds of the recording at a time of the clock (ms), not past its end. */
export function positionAt(head: Playhead, now: number, end: number): number {
  const played = head.since === null ? 0 : ((now - head.since) / 1000) * head.speed;
  return Math.max(0, Math.min(end, head.at + played));
}

/** Frames up to a time, of those from `from` on: the text to print and the frame to go on with. */
export function due(
  frames: readonly ReplayFrame[],
  from: number,
  position: number,
): { readonly text: string; readonly next: number } {
  let next = from;
  const parts: string[] = [];
  for (let frame = frames[next]; frame !== undefined && frame.time <= position; frame = frames[next]) {
    parts.push(frame.text);
    next += 1;
  }
  return { text: parts.join(''), next };
}
