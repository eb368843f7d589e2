import { durationMs } from '#shared/lib/duration.ts';
import type { Step } from '#shared/pulser/step.ts';
import type { EventData } from '#shared/run/event.ts';
import type { RunState } from './state.ts';
import { asksFirst } from './step-servers.ts';
import { resolveMessage } from './variables.ts';

/**
 * True where a person must agree before the act: the plan says so, the act cannot be undone, or a tool asks. That of the undo as
 * well: nobody is asked again when it has to be undone.
 */
export function needsApproval({ servers }: Pick<RunState, 'servers'>, step: Step): boolean {
  return step.approve !== undefined || step.effect === 'irreversible' || askingTools(servers, step).length > 0;
}

/** Names the tools that ask first, a sentence each. */
function askingTools(servers: RunState['servers'], { do: act, undo }: Step): readonly string[] {
  return [
    { call: act, who: 'It' },
    { call: undo, who: 'Its undo' },
  ].flatMap(({ call, who }) =>
    call !== undefined && asksFirst(servers, call)
      ? [`${who} calls ${call.mcp?.tool} of the server ${call.mcp?.server}, which asks first.`]
      : [],
  );
}

/** The question that asks for approval. `at` is ms UTC. */
export function approvalQuestion(state: RunState, step: Step, at: number): EventData['wait.opened'] {
  const { approve } = step;
  const detail = approve !== undefined && 'message' in approve ? approve.message : undefined;
  const expires = approve !== undefined && 'expires' in approve ? approve.expires : undefined;
  const fallback =
    step.effect === 'irreversible' ? `Approve “${step.title}”? It cannot be undone.` : `Approve “${step.title}”?`;
  const message = detail === undefined ? fallback : resolveMessage(state, detail);
  return {
    stepId: step.id,
    kind: 'approval',
    message: [message, ...askingTools(state.servers, step)].join(' '),
    fields: {},
    decisions: [],
    reasonRequired: approve?.reason === 'required',
    expiresAt: expires === undefined ? null : at + durationMs(expires),
  };
}
