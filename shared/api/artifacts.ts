import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Digest } from '../lib/digest.ts';
import type { ArtifactRef } from '../run/artifact.ts';
import type { RunSummary } from '../run/run.ts';
import type { ShownStatus } from '../run/status.ts';
import { call, digest, runId } from './base.ts';

/** The artifacts of one run, by step. */
export interface ArtifactGroup {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly planTitle: string;
  readonly steps: readonly {
    readonly stepId: string;
    readonly index: number;
    readonly title: string;
    readonly files: readonly ArtifactRef[];
  }[];
}

/** Where an artifact comes from, and what it was used for. */
export interface ArtifactOrigin {
  readonly artifact: ArtifactRef;
  readonly run: RunSummary;
  readonly stepTitle: string;
  readonly tool: string | null;
  /** ms UTC; when its act ended. */
  readonly writtenAt: number | null;
  /** Checks of the step that read green after the act. */
  readonly evidenceFor: readonly string[];
  /** The artifact of that name in the run before of the same plan, to compare with. */
  readonly previous: { readonly run: RunSummary; readonly digest: Digest; readonly size: number } | null;
}

export const artifacts = {
  /** Runs that have artifacts, newest first. */
  list: call
    .input(
      z.strictObject({
        text: z.string().max(200),
        runId: runId.nullable(),
        before: z.int().positive().nullable(),
        limit: z.int().min(1).max(200),
      }),
    )
    .output(
      type<{
        readonly groups: readonly ArtifactGroup[];
        /** Number of the last run, to go on with; `null` at the end. */
        readonly next: number | null;
        readonly totals: { readonly files: number; readonly bytes: number };
      }>(),
    ),
  origin: call
    .input(z.strictObject({ runId, stepId: z.string().min(1), name: z.string().min(1) }))
    .output(type<ArtifactOrigin>()),
  /** Bytes of a content as base64. */
  read: call
    .input(z.strictObject({ digest, offset: z.int().min(0), maxBytes: z.int().min(1).max(4_194_304) }))
    .output(type<{ readonly base64: string; readonly size: number }>()),
  /** Reads the whole content and compares it with its digest; without `again` only where its file was changed since. */
  verify: call
    .input(z.strictObject({ digest, again: z.boolean().default(true) }))
    .output(type<{ readonly status: 'intact' | 'changed' | 'missing'; readonly at: number }>()),
};
