import type { RunEvent } from '#shared/run/event.ts';

/** What a takeover found: told once the checks of the interrupted step were read. */
export interface Recovery {
  readonly stepId: string;
  readonly host: string;
  /** ms UTC. */
  readonly at: number;
  readonly green: number;
  readonly total: number;
}

/** The newest takeover after which the checks of a step in doubt were read; `null` when there was none. */
export function lastRecovery(events: readonly RunEvent[]): Recovery | null {
  const read = events.findLast((event) => event.type === 'checks.read' && event.data.phase === 'recovery');
  if (read === undefined || read.type !== 'checks.read') return null;
  const claim = events.findLast((event) => event.seq < read.seq && event.type === 'run.claimed');
  if (claim === undefined || claim.type !== 'run.claimed') return null;
  const { readings, stepId } = read.data;
  const green = readings.filter(({ status }) => status === 'green').length;
  return { stepId, host: claim.data.host, at: read.at, green, total: readings.length };
}

/** `Taken over by host at 14:02:11, checks read: 2 of 2 green`. */
export function recoveryWords({ host, green, total }: Recovery, clock: string): string {
  const found = green === total ? 'green' : `${green} of ${total} green`;
  return `Taken over by ${host} at ${clock} UTC, checks read: ${found}.`;
}
