import { type Command, decide, evolveAll } from '#main/engine/decide.ts';
import { foldRun } from '#main/engine/evolve.ts';
import type { Store } from '#main/engine/ports/store.ts';
import type { RunState } from '#main/engine/state.ts';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';
import { appendRequest } from './append-request.ts';

/** How often a command is decided anew when the run's owner appends in between. */
const ATTEMPTS = 100;

/** Folds a run from the store. Throws AppError when its plan is not there. */
export function loadRun(store: Store, runId: RunId): RunState {
  const events = store.runs.events(runId);
  const [first] = events;
  const plan = first?.type === 'run.created' ? store.plans.get(first.data.planDigest) : undefined;
  if (plan === undefined) throw new AppError('run.no-plan', `the plan of run ${runId} is not in the store`);
  return foldRun(plan, runId, events);
}

/** Commits an operator's command on a run that anybody may own. The owner notices it and acts on it. */
export function commandRun(
  store: Store,
  runId: RunId,
  command: Command,
  context: { readonly actor: Actor; readonly at: number },
): Result<RunState, ErrorData> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const state = loadRun(store, runId);
    const decided = decide(state, command, context);
    if (!decided.ok) return err(decided.error);
    const next = evolveAll(state, decided.value);
    const outcome = store.runs.append(appendRequest(state, next, decided.value, context.actor));
    if (outcome.ok) return ok(next);
  }
  throw new AppError('run.busy', 'the run changes too fast to take the command', { hint: 'try again' });
}
