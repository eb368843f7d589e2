import { AppError } from '#shared/lib/app-error.ts';

/** What an armed point does: end the process at once, throw, or freeze the process until SIGCONT. */
export type FaultAction = 'kill' | 'throw' | 'pause';

interface ArmedPoint {
  readonly action: FaultAction;
  /** Passes still to go; it strikes when it reaches 0, once. */
  passes: number;
}

const ENTRY = /^([a-z][a-z0-9.-]*)=(kill|throw|pause)(?:@([1-9]\d{0,8}))?$/;

let armed: Map<string, ArmedPoint> | undefined;

/**
 * Arms fault points from a text that a host hands over: `name=action[@pass]`, several separated by commas. A point strikes
 * once, at its first pass or the one that is named. `undefined` or an empty text disarms all. Throws `fault-point.invalid`.
 */
export function armFaultPoints(spec: string | undefined): void {
  armed = undefined;
  if (spec === undefined || spec.trim() === '') return;
  const points = new Map<string, ArmedPoint>();
  for (const part of spec.split(',')) {
    const [, name, action, pass] = ENTRY.exec(part.trim()) ?? [];
    if (name === undefined || action === undefined) {
      throw new AppError('fault-point.invalid', `not a fault point: ${part.trim()}`, {
        hint: 'write name=kill, name=throw or name=pause, and @3 for the third pass',
      });
    }
    points.set(name, { action: action as FaultAction, passes: Number(pass ?? 1) });
  }
  armed = points;
}

/** Marks a place where a test may let the product fail. Does nothing unless that place is armed. */
export function faultPoint(name: string): void {
  if (armed === undefined) return;
  const point = armed.get(name);
  if (point === undefined) return;
  point.passes -= 1;
  if (point.passes > 0) return;
  armed.delete(name);
  switch (point.action) {
    case 'throw':
      throw new AppError('fault-point.struck', `fault point ${name}`);
    case 'kill':
      return stopHere('SIGKILL');
    case 'pause':
      return stopHere('SIGSTOP');
    default:
      point.action satisfies never;
  }
}

function stopHere(signal: 'SIGKILL' | 'SIGSTOP'): void {
  process.kill(process.pid, signal);
}
