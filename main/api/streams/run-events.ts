import type { ApiContext } from '#main/api/context.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { ticks } from './ticks.ts';

const EVERY_MS = 100;
const AT_LEAST_MS = 20;
/** Events of one message. */
const MOST_EVENTS = 500;

/** Every event of a run after a number, once and in order, whichever process commits it. Throws AppError `run.unknown`. */
export async function* runEvents(
  { store, services: { clock } }: Pick<ApiContext, 'store' | 'services'>,
  { runId, after }: { readonly runId: RunId; readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<readonly RunEvent[], void, void> {
  if (store.runs.get(runId) === undefined) {
    throw new AppError('run.unknown', `there is no run ${runId}`, { hint: 'it may be of another data folder' });
  }
  let seq = after;
  for await (const _ of ticks({ store, clock, everyMs: EVERY_MS, atLeastMs: AT_LEAST_MS, signal })) {
    const fresh = store.runs.events(runId, seq);
    for (let at = 0; at < fresh.length; at += MOST_EVENTS) {
      const events = fresh.slice(at, at + MOST_EVENTS);
      seq = events.at(-1)?.seq ?? seq;
      yield events;
      if (signal.aborted) return;
    }
  }
}
