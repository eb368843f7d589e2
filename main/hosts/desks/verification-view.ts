import type { VerifyReport } from '#main/proof/verify/verify-bundle.ts';
import type { VerificationView } from '#shared/api/proofs.ts';

const RESULTS = { ok: true, failed: false, 'not-checked': null } as const;

/** The report of a verification as it is shown. */
export function verificationView(
  report: VerifyReport,
  file: Pick<VerificationView, 'fileName' | 'digest' | 'at'>,
): VerificationView {
  const { outcome, rows, failures, signer, run, withheld } = report;
  return {
    ...file,
    outcome,
    rows: rows.map(({ check, count, result, detail }) => ({
      label: check,
      ok: RESULTS[result],
      note: [count === 0 ? '' : String(count), detail].filter((part) => part !== '').join(' · '),
    })),
    failures: failures.map(({ rule, message, file: where }) => ({ rule, message, where })),
    signer: signer === null ? null : { fingerprint: signer.fingerprint, trustedAs: signer.trustedAs },
    run:
      run === null
        ? null
        : {
            runId: run.runId,
            plan: `${run.plan.name} ${run.plan.version}`,
            verdict: run.verdict.verification,
            startedAt: run.startedAt,
            endedAt: run.endedAt,
            steps: run.steps,
          },
    withheld: withheld === null ? 0 : withheld.fields.length + withheld.artifacts.length + withheld.logs.length,
  };
}
