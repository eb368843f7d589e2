import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { ErrorData } from '../lib/app-error.ts';
import { type Digest, isDigest } from '../lib/digest.ts';
import { LANES } from '../pulser/plan.ts';
import type { RunId, SessionId } from '../run/ids.ts';

/**
 * Every call of the contract. `REFUSED`: what was asked cannot be done, and why (a code of the product, what, what to do).
 * `FAULT`: the product failed; details are in its log.
 */
export const call = oc.errors({
  REFUSED: { status: 422, data: type<ErrorData>() },
  FAULT: { status: 500, data: type<ErrorData>() },
});

/** Id of a run. */
export const runId = z.uuid() as unknown as z.ZodType<RunId, RunId>;
/** Id of a session. */
export const sessionId = z.uuid() as unknown as z.ZodType<SessionId, SessionId>;
/** Name of a session. */
export const sessionName = z.string().trim().min(1).max(120);
/** A plan as typed. */
export const planText = z.string().max(2_000_000);
/** A sha256 with its prefix. */
export const digest = z.string().refine(isDigest, 'must be a sha256 digest') as unknown as z.ZodType<Digest, Digest>;
/** Id of a step within its plan. */
export const stepId = z.string().min(1).max(200);
/** A lane; `null` where any lane is meant. */
export const laneOrAny = z.enum(LANES).nullable();
/** A sentence of a person, kept in the record. */
export const reason = z.string().trim().min(1).max(2000);
