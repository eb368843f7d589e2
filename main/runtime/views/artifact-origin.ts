import type { Store } from '#main/engine/ports/store.ts';
import { summarise } from '#main/engine/project.ts';
import { readingOf } from '#main/engine/strength.ts';
import type { ArtifactOrigin } from '#shared/api/artifacts.ts';
import { checkName } from '../check-name.ts';
import type { RunFold } from './run-folds.ts';

/** Earlier runs of the plan that are looked at. */
const EARLIER = 50;

/** Where an artifact of a run comes from; `undefined` when the step left none of that name. */
export function artifactOrigin(
  store: Pick<Store, 'runs'>,
  { state }: RunFold,
  stepId: string,
  name: string,
): ArtifactOrigin | undefined {
  const step = state.steps.find((each) => each.step.id === stepId);
  const artifact = step?.artifacts.find((each) => each.name === name);
  if (step === undefined || artifact === undefined) return undefined;
  const act = step.acts.findLast((each) => !each.undo);
  return {
    artifact,
    run: summarise(state),
    stepTitle: step.step.title,
    tool: act === undefined ? null : `${act.tool.name} ${act.tool.version}`,
    writtenAt: act?.finishedAt ?? null,
    evidenceFor: step.step.verify.flatMap((check, index) =>
      readingOf(step.after, index)?.status === 'green' ? [checkName(check)] : [],
    ),
    previous: previousOf(store, state.plan.name, state.number, stepId, name),
  };
}

function previousOf(
  { runs }: Pick<Store, 'runs'>,
  planName: string,
  before: number,
  stepId: string,
  name: string,
): ArtifactOrigin['previous'] {
  for (const run of runs.list({ planName, before, limit: EARLIER })) {
    const found = runs.artifacts(run.runId).find((each) => each.stepId === stepId && each.name === name);
    if (found !== undefined) return { run, digest: found.digest, size: found.size };
  }
  return null;
}
