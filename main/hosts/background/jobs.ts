import type { CheckedText } from '#main/api/ports/plan-desk.ts';
import { outlineOf } from '#main/compiler/outline.ts';
import { readPlan } from '#main/compiler/read-plan.ts';
import { type VerifyOptions, type VerifyReport, verifyBundle } from '#main/proof/verify/verify-bundle.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';

/** Work that would hold up the event loop of the process that people look at. */
export type Job =
  | { readonly kind: 'check-plan'; readonly text: string }
  | { readonly kind: 'verify-bundle'; readonly path: string; readonly options: Omit<VerifyOptions, 'signal'> };

/** What comes back, by kind. */
export interface JobResults {
  readonly 'check-plan': CheckedText;
  readonly 'verify-bundle': VerifyReport;
}

export interface JobRequest {
  readonly id: number;
  readonly job: Job;
}

export type JobResponse =
  | { readonly id: number; readonly ok: true; readonly result: JobResults[Job['kind']] }
  | { readonly id: number; readonly ok: false; readonly error: ErrorData & { readonly isFault: boolean } };

export function checkText(text: string): CheckedText {
  const { plan = null, digest = null, diagnostics } = readPlan(text);
  const { name, title, steps } = outlineOf(text, diagnostics);
  return { plan, digest, diagnostics, outline: steps, name, title };
}

export function perform(job: Job): Promise<JobResults[Job['kind']]> {
  if (job.kind === 'check-plan') return Promise.resolve(checkText(job.text));
  return verifyBundle(job.path, job.options);
}
