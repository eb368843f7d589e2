import { summarise } from '#main/engine/project.ts';
import type { RunState, StepState } from '#main/engine/state.ts';
import { readingOf } from '#main/engine/strength.ts';
import type { ComparedRun, ComparedStep, Comparison, Difference } from '#shared/api/runs.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Step } from '#shared/pulser/step.ts';
import { runStatus, stepStatus } from '#shared/run/status.ts';
import { checkName } from '../check-name.ts';

/** A run with the text of its plan, as it was typed where that is known. */
export interface ComparedSide {
  readonly state: RunState;
  readonly text: string;
}

/** Where two runs differ: inputs, plan, tools, and each step with its readings. */
export function compareRuns(left: ComparedSide, right: ComparedSide): Comparison {
  const ids = [...new Set([...stepIds(left.state), ...stepIds(right.state)])];
  const byId = (state: RunState) => new Map(state.steps.map((step) => [step.step.id, step]));
  const lefts = byId(left.state);
  const rights = byId(right.state);
  return {
    left: comparedRun(left.state),
    right: comparedRun(right.state),
    inputs: differences(left.state.inputs, right.state.inputs),
    plan: {
      same: left.state.planDigest === right.state.planDigest,
      leftText: left.text,
      rightText: right.text,
    },
    tools: differences(toolsOf(left.state), toolsOf(right.state)),
    steps: ids.map((stepId) => {
      const a = lefts.get(stepId);
      const b = rights.get(stepId);
      return {
        stepId,
        title: b?.step.title ?? a?.step.title ?? stepId,
        left: a === undefined ? null : comparedStep(a),
        right: b === undefined ? null : comparedStep(b),
        readings: differences(readingsOf(a), readingsOf(b)),
      };
    }),
  };
}

function stepIds(state: RunState): readonly string[] {
  return state.steps.map(({ step }) => step.id);
}

function comparedRun(state: RunState): ComparedRun {
  const run = summarise(state);
  return { run, status: runStatus(run), planTitle: state.plan.title, startedBy: state.creator.name };
}

function comparedStep(step: StepState): ComparedStep {
  const { status, verdict, strength, tries, startedAt, finishedAt } = step;
  return {
    status: stepStatus({ status, verdict, undo: step.undo?.verdict ?? null }),
    strength,
    durationMs: startedAt === null || finishedAt === null ? null : finishedAt - startedAt,
    tries,
  };
}

/** Kinds of tools that acted, with the versions that did. */
function toolsOf(state: RunState): Readonly<Record<string, Json>> {
  const versions = new Map<string, Set<string>>();
  for (const { acts } of state.steps) {
    for (const { tool } of acts) {
      const known = versions.get(tool.kind) ?? new Set();
      versions.set(tool.kind, known.add(`${tool.name} ${tool.version}`));
    }
  }
  return Object.fromEntries([...versions].map(([kind, set]) => [kind, [...set].sort().join(', ')]));
}

/** What each check of a step read last, by its name. */
function readingsOf(step: StepState | undefined): Readonly<Record<string, Json>> {
  if (step === undefined) return {};
  const names = checkNames(step.step);
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const reading = readingOf(step.after, index) ?? readingOf(step.before, index);
      return reading === undefined ? [] : [[name, { status: reading.status, observed: reading.observed }]];
    }),
  );
}

/** Two checks of one name get their number. */
function checkNames(step: Step): readonly string[] {
  const names = step.verify.map(checkName);
  return names.map((name, index) => (names.indexOf(name) === index ? name : `${name} (${index + 1})`));
}

function differences(
  left: Readonly<Record<string, Json | undefined>>,
  right: Readonly<Record<string, Json | undefined>>,
): readonly Difference[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].map((name) => {
    const a = (Object.hasOwn(left, name) ? left[name] : undefined) ?? null;
    const b = (Object.hasOwn(right, name) ? right[name] : undefined) ?? null;
    const isOnBoth = Object.hasOwn(left, name) && Object.hasOwn(right, name);
    return { name, left: a, right: b, same: isOnBoth && canonicalJson(a) === canonicalJson(b) };
  });
}
