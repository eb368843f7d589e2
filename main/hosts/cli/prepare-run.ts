import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkedInputs } from '#main/api/start/inputs.ts';
import { beginningOf, checkedSecrets, keptInputs, recordedPlan, refuseWeak } from '#main/api/start/prepare.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { carriedFrom } from '#main/runtime/carried-steps.ts';
import type { ReadingServices, RunSecrets } from '#main/runtime/services.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { AttemptOf, EventData } from '#shared/run/event.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { requireRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';
import { diagnosticText, readPlanFile, type SoundPlan } from './plan-file.ts';
import { givenInputs } from './run-inputs.ts';
import type { RunOptions } from './run-options.ts';
import { usageError } from './usage-error.ts';

/** Everything that a run is started with, checked. */
export interface PreparedRun {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: RunSecrets;
  readonly workdir: string;
  readonly sessionName: string;
  readonly attemptOf: AttemptOf | null;
  /** Steps that an earlier attempt did well, and that run again: they are not what they were. */
  readonly again: readonly string[];
}

const DEFAULT_SESSION = 'default';
const WEAK_HINT = 'give these steps a check that reads the world, or run without --strict';
const INPUTS_HINT = 'give inputs with -i name=value or --inputs FILE';

/** Reads and checks a plan; what is wrong with it goes to standard error. Throws AppError `plan.invalid`, `plan.weak`. */
export async function soundPlan(invocation: Invocation, file: string, strict: boolean): Promise<SoundPlan> {
  const read = await readPlanFile(invocation.io, file);
  if (read.plan === undefined || read.digest === undefined) {
    const text = read.diagnostics.map((one) => diagnosticText(read.file, one, { paint: invocation.io.errPaint }));
    if (!invocation.json) invocation.io.err(text.join(''));
    throw new AppError('plan.invalid', `${read.file} is not a plan that can run`, {
      details: { diagnostics: read.diagnostics as unknown as Json },
    });
  }
  if (strict) refuseWeak(read.file, read.plan, WEAK_HINT);
  return { file: read.file, plan: read.plan, digest: read.digest };
}

/** Prepares the run of a plan that was read before. */
export async function prepareRun(
  services: ReadingServices,
  sound: SoundPlan,
  options: RunOptions,
): Promise<PreparedRun> {
  const { plan, digest } = sound;
  const inputs = checkedInputs(plan, await givenInputs(plan, options), INPUTS_HINT);
  const secrets = await checkedSecrets(services, plan, inputs);
  const workdir = workFolder(options.workdir ?? '.');
  const sessionName = options.session ?? DEFAULT_SESSION;
  return { plan, digest, inputs, secrets, workdir, sessionName, attemptOf: null, again: [] };
}

/** Prepares a new attempt of an earlier run, from one of its steps: its inputs, its session, its folder. */
export async function prepareAttempt(
  services: ReadingServices,
  store: Store,
  options: RunOptions & { readonly from: string; readonly of: string },
  current: SoundPlan | undefined,
): Promise<PreparedRun> {
  const earlier = requireRun(store, options.of);
  const created = beginningOf(store, earlier);
  refuseElsewhere(earlier, created, options);
  const { plan, digest } = current ?? recordedPlan(store, earlier);
  if (plan.name !== earlier.planName) {
    throw usageError(`${runLabel(earlier.number)} ran ${earlier.planName}, not ${plan.name}`, 'give the same plan');
  }
  if (options.strict === true) refuseWeak(plan.name, plan, WEAK_HINT);
  const given = await givenInputs(plan, options);
  const kept = created.inputs;
  const changed = Object.keys(given).filter((name) => Object.hasOwn(kept, name));
  if (changed.length > 0) {
    throw usageError(
      `the inputs of ${runLabel(earlier.number)} are kept: ${changed.join(', ')} cannot be given again`,
      'to run with other inputs, start a run of its own without --from',
    );
  }
  const inputs = checkedInputs(plan, { ...keptInputs(plan, kept), ...given }, INPUTS_HINT);
  const secrets = await checkedSecrets(services, plan, inputs);
  const next = { plan, digest, inputs };
  const { attemptOf, again } = carriedFrom(store, next, { run: earlier, created }, options.from);
  return { ...next, secrets, workdir: created.workdir, sessionName: earlier.sessionName, attemptOf, again };
}

/** What was verified in one folder, or in the workspace of one session, says nothing of another one. */
function refuseElsewhere(
  earlier: RunSummary,
  created: EventData['run.created'],
  { workdir, session }: Pick<RunOptions, 'workdir' | 'session'>,
): void {
  const label = runLabel(earlier.number);
  const hint = 'leave it out; to run elsewhere, start a run of its own without --from';
  if (workdir !== undefined && workFolder(workdir) !== created.workdir) {
    throw usageError(`the folder of ${label} is kept, so --workdir cannot name another one: ${created.workdir}`, hint);
  }
  if (session !== undefined && session !== earlier.sessionName) {
    throw usageError(
      `the session of ${label} is kept, so --session cannot name another one: ${earlier.sessionName}`,
      hint,
    );
  }
}

function workFolder(folder: string): string {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw usageError(`there is no folder ${path}`, 'give one with --workdir');
}
