import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Digest } from '../lib/digest.ts';
import { call, runId } from './base.ts';

/** What an export would hold. */
export interface ExportPreview {
  readonly included: readonly {
    readonly kind: 'plan' | 'proofs' | 'events' | 'keys' | 'report' | 'log' | 'artifact';
    readonly label: string;
    /** What to name to leave it out; `null`: it is needed to check the proofs. */
    readonly exclude: string | null;
    readonly files: number;
    readonly bytes: number;
  }[];
  /** Values that may be withheld, each by a pattern. */
  readonly redactable: readonly {
    readonly pattern: string;
    readonly label: string;
    /** First characters of the value. */
    readonly sample: string;
    readonly places: number;
  }[];
  /** File that the bundle gets, without its folder. */
  readonly fileName: string;
  /** Folder it goes to by default; `null` in a browser, which downloads it. */
  readonly folder: string | null;
  /** Key that signs; `null`: one is made with the first export. */
  readonly signer: { readonly fingerprint: string; readonly protection: string } | null;
}

/** A bundle that was written. */
export interface ExportedView {
  readonly exportId: string;
  readonly fileName: string;
  readonly path: string | null;
  readonly digest: Digest;
  readonly bytes: number;
  readonly files: number;
  readonly fingerprint: string;
  readonly withheld: readonly string[];
  readonly commands: readonly ThirdPartyCommand[];
}

/** How somebody without this product checks a bundle. */
export interface ThirdPartyCommand {
  readonly title: string;
  readonly note: string;
  readonly command: string;
}

/** What a verification of a bundle says; its words are those of `opsroom verify`. */
export interface VerificationView {
  readonly fileName: string;
  readonly digest: Digest;
  readonly outcome: 'valid' | 'signed-not-trusted' | 'invalid';
  readonly rows: readonly { readonly label: string; readonly ok: boolean | null; readonly note: string }[];
  readonly failures: readonly { readonly rule: string; readonly message: string; readonly where: string }[];
  readonly signer: { readonly fingerprint: string; readonly trustedAs: string | null } | null;
  readonly run: {
    readonly runId: string;
    readonly plan: string;
    readonly verdict: string;
    readonly startedAt: number | null;
    readonly endedAt: number;
    readonly steps: readonly { readonly id: string; readonly verdict: string; readonly strength: string | null }[];
  } | null;
  readonly withheld: number;
  readonly at: number;
}

const patterns = z.array(z.string().min(1).max(500)).max(1000);

export const proofs = {
  preview: call.input(z.strictObject({ runId })).output(type<ExportPreview>()),
  /** Writes, signs and records a bundle. `folderId`: from `host.chooseFolder`; else the default folder. */
  export: call
    .input(
      z.strictObject({
        runId,
        exclude: z.strictObject({ artifacts: patterns, logs: patterns, fields: patterns }),
        layout: z.boolean(),
        folderId: z.uuid().nullable(),
      }),
    )
    .output(type<ExportedView>()),
  /** Bytes of a bundle that this process wrote, as base64: for a download. */
  read: call
    .input(z.strictObject({ exportId: z.uuid(), offset: z.int().min(0), maxBytes: z.int().min(1).max(4_194_304) }))
    .output(type<{ readonly base64: string; readonly size: number }>()),
  /** Verifies a bundle that was exported here, opened with the app, or uploaded. */
  verify: call
    .input(
      z.union([
        z.strictObject({ exportId: z.uuid() }),
        z.strictObject({ openedId: z.uuid() }),
        z.strictObject({ file: z.file().max(1_073_741_824) }),
      ]),
    )
    .output(type<VerificationView>()),
};
