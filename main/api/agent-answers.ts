import { leadsToAct } from '#main/runtime/views/confirm-text.ts';
import type { RunFold } from '#main/runtime/views/run-folds.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { AgentGrant, Answer, Asker, WaitKind } from '#shared/run/event.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { ApiContext } from './context.ts';

type Context = Pick<ApiContext, 'actor' | 'store' | 'runs'>;

/** The part of an open question that decides who may answer it. */
interface Waiting {
  readonly kind: WaitKind;
  readonly asker?: Asker;
}

/**
 * The grant under which an agent gives an answer that the step goes on with; `undefined` where none is needed. Throws AppError
 * `answer.person-only`, `answer.agents-none`, `answer.own-run`.
 */
export function agentGrant(
  context: Context,
  { runId, wait, answer }: { readonly runId: RunId; readonly wait: Waiting | null; readonly answer: Answer },
): AgentGrant | undefined {
  if (context.actor.kind !== 'agent') return undefined;
  // No is a reading as well as yes, and green where the check is negated; to a server it only declines.
  const isWord = wait?.kind === 'confirm' && (wait.asker === undefined || goesOn(answer));
  if (!isWord && !goesOn(answer)) return undefined;
  // A question that opens between this look and the commit must not be answered unseen.
  if (wait === null)
    throw new AppError('run.not-waiting', 'the step waits for no answer', { hint: 'look at the run again' });
  if (isWord) {
    throw new AppError('answer.person-only', 'this check asks for a person’s word, and an agent cannot give it', {
      hint: 'ask the operator to look and to answer in the control room, or with opsroom answer; run_cancel ends the run',
    });
  }
  const policy = context.store.settings.get().agentApprovals;
  if (policy === 'none') {
    throw new AppError('answer.agents-none', 'agents may not approve steps here', { hint: ASK });
  }
  const started = policy === 'all' ? undefined : startedByAgent(context, runId);
  if (started === undefined) return policy;
  throw new AppError(
    'answer.own-run',
    `${started.label} was started by ${started.name}: agents may not approve the steps of such a run`,
    { hint: ASK, details: { startedBy: started.name, run: started.label } },
  );
}

const ASK =
  'ask the operator to answer in the control room, or with opsroom answer; what agents may approve is under Settings, Agents';

/** True for an answer with which the step goes on; what stops or undoes is never refused. */
function goesOn(answer: Answer): boolean {
  return leadsToAct(answer) || answer.kind === 'values';
}

/** The newest run of the chain of attempts up to this one that an agent started. Names of agents are their own word, so any counts. */
function startedByAgent(
  { runs }: Context,
  runId: RunId,
): { readonly label: string; readonly name: string } | undefined {
  const seen = new Set<RunId>();
  for (let next: RunId | null = runId; next !== null && !seen.has(next); ) {
    seen.add(next);
    const { state }: RunFold = runs.get(next);
    if (state.creator.kind === 'agent') return { label: runLabel(state.number), name: state.creator.name };
    next = state.attemptOf?.runId ?? null;
  }
  return undefined;
}
