import type { Plan } from '#shared/pulser/plan.ts';
import type { BundleRecord } from '../format/bundle-record.ts';
import type { EnvironmentFile } from '../format/environment.ts';
import type { RunFold } from '../format/fold-run.ts';
import { FILES } from '../format/names.ts';
import { runVerdict } from '../format/verdict.ts';
import { renderReport } from './render-report.ts';
import { verifyText } from './verify-text.ts';

/** To be raised whenever the same run is rendered in another way: a verifier compares only what it renders itself. */
export const RENDERING = 1;

export interface ViewFacts {
  readonly plan: Plan;
  readonly fold: RunFold;
  /** One per step of the plan, in its order. */
  readonly records: readonly BundleRecord[];
  readonly environment: EnvironmentFile;
  /** The bundle has the classic form of in-toto. */
  readonly hasLayout: boolean;
}

/** The files of a bundle that people read, by path. They say nothing that the rest of it does not say. */
export function renderViews({ plan, fold, records, environment, hasLayout }: ViewFacts): ReadonlyMap<string, string> {
  const { planName, planVersion } = fold.created.data;
  const isTimestamped = environment.timestamped === true;
  const facts = { environment, verdict: runVerdict(fold), isTimestamped };
  return new Map([
    [FILES.report, renderReport({ ...facts, plan, fold, records })],
    [FILES.verifyText, verifyText({ ...facts, planName, planVersion, hasLayout })],
  ]);
}
