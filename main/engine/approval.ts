import { durationMs } from '#shared/lib/duration.ts';
import type { Step } from '#shared/pulser/step.ts';
import type { EventData } from '#shared/run/event.ts';
import type { RunState } from './state.ts';
import { actTool } from './step-servers.ts';
import { resolveMessage } from './variables.ts';

/** True where a person must agree before the act: the plan says so, the act cannot be undone, or the tool asks. */
export function needsApproval({ servers }: Pick<RunState, 'servers'>, step: Step): boolean {
  return step.approve !== undefined || step.effect === 'irreversible' || asks({ servers }, step);
}

function asks({ servers }: Pick<RunState, 'servers'>, step: Step): boolean {
  return actTool(servers, step)?.permission === 'ask';
}

/** The question that asks for approval. `at` is ms UTC. */
export function approvalQuestion(state: RunState, step: Step, at: number): EventData['wait.opened'] {
  const { approve } = step;
  const detail = approve !== undefined && 'message' in approve ? approve.message : undefined;
  const expires = approve !== undefined && 'expires' in approve ? approve.expires : undefined;
  const fallback =
    step.effect === 'irreversible' ? `Approve “${step.title}”? It cannot be undone.` : `Approve “${step.title}”?`;
  const message = detail === undefined ? fallback : resolveMessage(state, detail);
  const { mcp } = step.do;
  const called = asks(state, step) ? ` It calls ${mcp?.tool} of the server ${mcp?.server}, which asks first.` : '';
  return {
    stepId: step.id,
    kind: 'approval',
    message: `${message}${called}`,
    fields: {},
    decisions: [],
    reasonRequired: approve?.reason === 'required',
    expiresAt: expires === undefined ? null : at + durationMs(expires),
  };
}
