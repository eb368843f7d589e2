import { resolveText } from '#main/expressions/templates.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isOutputNeeded } from './needed-outputs.ts';
import type { RunState } from './state.ts';

/** What expressions of a plan see, secrets aside: inputs, outputs of settled steps, and the run. */
export function stepVariables(state: RunState): Record<string, Json> {
  const steps: Record<string, Json> = {};
  for (const step of state.steps) {
    if (step.status !== 'settled' && step.report === null) continue;
    // A plan has up to ten thousand steps: those that no expression can be about are left out.
    if (isOutputNeeded(state.plan, step.step.id) || hasMembers(step.outputs))
      steps[step.step.id] = { outputs: step.outputs };
  }
  return { inputs: state.inputs, steps, run: runVariables(state) };
}

function hasMembers(object: object): boolean {
  for (const _ in object) return true;
  return false;
}

/** The `run` of expressions. */
export function runVariables(
  state: Pick<RunState, 'runId' | 'number' | 'sessionName' | 'lane' | 'workdir' | 'workspace'>,
): JsonObject {
  return {
    id: state.runId,
    number: state.number,
    label: runLabel(state.number),
    session: state.sessionName,
    lane: state.lane,
    workdir: state.workdir,
    workspace: state.workspace,
  };
}

/** A text for people with its expressions filled; as written where they cannot be. Secrets never stand in one. */
export function resolveMessage(state: RunState, text: string): string {
  try {
    return resolveText(text, stepVariables(state));
  } catch (error) {
    return `${text} (${errorMessage(error)})`;
  }
}
