import type { Verifier } from '#main/engine/ports/verifier.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { CheckKind } from '#shared/pulser/check.ts';

/** The verifiers of a process, by the kind of check they read. */
export interface VerifierRegistry {
  readonly verifiers: readonly Verifier[];
  /** Throws `check.not-available` for a kind that nobody registered. */
  get(kind: CheckKind): Verifier;
}

/** Throws `check.duplicate` when two verifiers claim one kind. */
export function verifierRegistry(verifiers: readonly Verifier[]): VerifierRegistry {
  const byKind = new Map<CheckKind, Verifier>();
  for (const verifier of verifiers) {
    if (byKind.has(verifier.kind)) throw new AppError('check.duplicate', `two verifiers read ${verifier.kind} checks`);
    byKind.set(verifier.kind, verifier);
  }
  return {
    verifiers: [...verifiers],
    get(kind) {
      const verifier = byKind.get(kind);
      if (verifier === undefined) throw new AppError('check.not-available', `${kind} checks are not available here`);
      return verifier;
    },
  };
}
