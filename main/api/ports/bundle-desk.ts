import type { ExportedView, ExportPreview, VerificationView } from '#shared/api/proofs.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';

export interface ExportOrder {
  readonly runId: RunId;
  /** Who asks; recorded in the history of the run. */
  readonly actor: Actor;
  readonly exclude: {
    readonly artifacts: readonly string[];
    readonly logs: readonly string[];
    readonly fields: readonly string[];
  };
  readonly layout: boolean;
  /** Folder that the bundle goes to; `null`: a folder of this process, from which it is downloaded. */
  readonly folder: string | null;
}

/** A bundle to verify: a file of this machine, or bytes that were sent. */
export type BundleFile =
  | { readonly kind: 'path'; readonly path: string; readonly fileName: string }
  | { readonly kind: 'upload'; readonly file: Blob; readonly fileName: string };

/** Writes and verifies proof bundles. Throws AppError `bundle.*`, `identity.*`. */
export interface BundleDesk {
  preview(runId: RunId, folder: string | null): Promise<ExportPreview>;
  export(order: ExportOrder, signal: AbortSignal): Promise<ExportedView>;
  /** File of a bundle that this process wrote. Refused with `bundle.unknown-export`. */
  exported(exportId: string): { readonly path: string; readonly fileName: string };
  read(
    exportId: string,
    range: { readonly offset: number; readonly maxBytes: number },
  ): Promise<{ readonly bytes: Uint8Array; readonly size: number }>;
  verify(bundle: BundleFile, signal: AbortSignal): Promise<VerificationView>;
}
