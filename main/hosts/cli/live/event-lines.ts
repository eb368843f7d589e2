import type { Io } from '../io.ts';
import type { RunObserver } from './observer.ts';

/** Prints every event as one line of JSON on standard output. */
export function eventLines(io: Pick<Io, 'out'>): RunObserver {
  return {
    event: (event) => io.out(`${JSON.stringify(event)}\n`),
    opened: () => {},
    output: () => {},
    note: () => {},
    pause: () => {},
  };
}
