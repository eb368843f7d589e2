import * as z from 'zod';
import type { PlanRow } from '#shared/api/plans.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type Digest, isDigest } from '#shared/lib/digest.ts';
import { type RunReport, reportOf } from '../report.ts';
import type { Asked, ToolAnswer } from '../tool.ts';

/** Names a run. */
export const runRef = z.string().min(1).max(64).describe('label (R-12), number or id of a run');
/** Names a step of a plan. */
export const stepRef = z.string().min(1).max(200).describe('id of a step');

/** The run as it stands, told. */
export async function reportedRun(asked: Asked, ref: string): Promise<ToolAnswer<RunReport>> {
  return told(asked, await asked.calls.runs.get({ ref }));
}

/** A run that was looked up, told. */
export function told({ desk }: Asked, detail: RunDetail): ToolAnswer<RunReport> {
  const report = reportOf(detail, {
    hasWorker: desk.hasWorker(detail.run.canceling ? null : detail.run.laneWish),
    now: desk.clock.now(),
  });
  return { words: report.statement, data: report };
}

/** The plans of the library by the names that are published: those of a draft only where nothing else is there. */
export async function libraryPlans({ calls }: Pick<Asked, 'calls'>, archived = false): Promise<readonly PlanRow[]> {
  return (await calls.plans.list({ archived })).map((row) => ({ ...row, ...row.published }));
}

/** A plan of the library by id or name. Throws AppError `plan.unknown`, `plan.ambiguous`. */
export async function findDocument(asked: Pick<Asked, 'calls'>, ref: string): Promise<PlanRow> {
  const [found, ...more] = (await libraryPlans(asked)).filter(({ id, name }) => id === ref || name === ref);
  if (found === undefined) {
    throw new AppError('plan.unknown', `the library has no plan ${ref}`, {
      hint: 'plan_list names those that are there',
    });
  }
  if (more.length > 0) throw ambiguous(ref, [found, ...more]);
  return found;
}

/** A plan of the library, or a stored one, by digest, id or name. Throws AppError `plan.unknown`, `plan.ambiguous`, `plan.not-published`. */
export async function findPlan(
  asked: Asked,
  ref: string,
): Promise<{ readonly digest: Digest; readonly documentId: string | null }> {
  if (isDigest(ref)) return { digest: ref, documentId: null };
  const found = await findDocument(asked, ref);
  if (found.digest === null) {
    throw new AppError('plan.not-published', `the plan ${ref} is a draft that nobody published`, {
      hint: 'ask the operator to publish it, or give its text',
    });
  }
  return { digest: found.digest, documentId: found.id };
}

function ambiguous(ref: string, plans: readonly PlanRow[]): AppError {
  return new AppError('plan.ambiguous', `${plans.length} plans are called ${ref}`, {
    hint: `give the id of one: ${plans.map(({ id, title }) => `${id} (${title})`).join(', ')}`,
  });
}
