import { isoTime } from '../format/statements.ts';
import type { VerifyReport } from './verify-bundle.ts';

const OUTCOMES = {
  valid: 'VALID: nothing was changed, and you trust the signer',
  'signed-not-trusted':
    'SIGNATURE VALID, SIGNER NOT TRUSTED: nothing was changed since it was signed, but by a key that you did not name',
  invalid: 'INVALID',
} as const;

/** The report of a verification as a text of lines. */
export function reportText(report: VerifyReport): string {
  const lines = table(report);
  for (const { file, rule, message } of report.failures)
    lines.push(`${rule}  ${file === '' ? '(the file itself)' : file}: ${plain(message)}`);
  if (report.failures.length > 0) lines.push('');
  lines.push(...runLines(report), OUTCOMES[report.outcome]);
  if (report.level !== null) lines.push(`claim level ${report.level}${LEVELS[report.level]}; not a SLSA level`);
  if (report.outcome === 'signed-not-trusted') {
    lines.push(
      'ask the signer for the fingerprint by another way, and name the key: --key FILE or --allowed-signers FILE',
    );
  }
  if (report.outcome !== 'invalid')
    lines.push('a signature shows that nothing was changed; it does not show that the machine was honest');
  return `${lines.join('\n')}\n`;
}

const LEVELS = {
  L1: ' (signed by the installation)',
  L2: ' (signed, and timestamped by an authority that you trust)',
  L3: ' (signed, and countersigned by a key that you trust)',
} as const;

function table({ rows }: VerifyReport): string[] {
  const width = Math.max(...rows.map(({ check }) => check.length));
  const digits = Math.max(...rows.map(({ count }) => String(count).length));
  const lines = rows.map(({ check, count, result, detail }) =>
    `${check.padEnd(width)}  ${String(count).padStart(digits)}  ${(result === 'not-checked' ? '-' : result).padEnd(6)}  ${plain(detail)}`.trimEnd(),
  );
  return [...lines, ''];
}

function runLines({ run, signer, withheld }: VerifyReport): string[] {
  const lines: string[] = [];
  if (run !== null) {
    const { verdict, plan } = run;
    const strength = verdict.strength === null ? '' : `, evidence ${verdict.strength}`;
    const rollback = verdict.rollback === 'none' ? '' : `, rollback ${verdict.rollback}`;
    lines.push(`plan    ${plain(plan.name)} ${plain(plan.version)} ${plan.digest}`);
    lines.push(`run     ${plain(run.runId)}, ended ${isoTime(run.endedAt)}`);
    lines.push(`result  ${verdict.execution}, ${verdict.verification}${strength}${rollback}`);
    const carried = run.steps.filter((step) => step.verdict === 'carried').map(({ id }) => id);
    if (carried.length > 0) {
      lines.push(
        `carried ${carried.join(', ')}: done by run ${plain(run.attemptOf ?? '')}, which this bundle does not show`,
      );
    }
    for (const { stepId, reason, actor, until } of verdict.waivers) {
      const end = until === null ? 'without an end' : `until ${isoTime(until)}`;
      const expired = run.expiredWaivers.includes(stepId) ? ', EXPIRED' : '';
      lines.push(`waiver  ${stepId} by ${worded(actor.name)}, ${end}${expired}: ${worded(reason)}`);
    }
  }
  if (withheld !== null && withheld.fields.length + withheld.artifacts.length + withheld.logs.length > 0) {
    const { fields, artifacts, logs, opened } = withheld;
    lines.push(
      `withheld  ${fields.length} values (${opened} opened), ${artifacts.length} artifacts, output of ${logs.length} steps`,
    );
  }
  if (signer !== null) {
    const trust = signer.trustedAs === null ? 'not trusted' : `trusted as ${plain(signer.trustedAs)}`;
    const kept =
      signer.protection === null
        ? ''
        : `, key kept by: ${signer.protection === 'none' ? 'nothing (unprotected)' : plain(signer.protection)}`;
    lines.push(`signer  ${signer.fingerprint}, ${trust}${kept}`);
  }
  return lines;
}

function worded(value: unknown): string {
  return typeof value === 'string' ? plain(value) : '(withheld)';
}

/** What a bundle says must not drive the terminal of its reader. */
function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}
