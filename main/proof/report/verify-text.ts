import type { EnvironmentFile } from '../format/environment.ts';
import { FILES } from '../format/names.ts';
import type { RunVerdict } from '../format/verdict.ts';
import { COSIGN, IN_TOTO, OPENSSH, OPENSSL, OPENSSL_TIMESTAMP } from './third-party.ts';

export interface VerifyTextFacts {
  readonly planName: string;
  readonly planVersion: string;
  readonly environment: EnvironmentFile;
  readonly verdict: RunVerdict;
  readonly isTimestamped: boolean;
  readonly hasLayout: boolean;
}

/** VERIFY.md: what a bundle is, what it claims, and how to check it with tools that are not ours. */
export function verifyText(facts: VerifyTextFacts): string {
  const { environment, verdict, isTimestamped, hasLayout } = facts;
  const { fingerprint, protection } = environment.signer;
  const level = isTimestamped
    ? 'L2 (signed by the installation, and timestamped by an authority)'
    : 'L1 (signed by the installation)';
  const key =
    protection === 'none'
      ? 'The private key lies unprotected in the data folder of the signer.'
      : `The private key is kept by: ${protection}.`;
  return `# Proof of a run

Plan ${facts.planName} ${facts.planVersion}, run ${environment.runId}: ${outcome(verdict)}.

This folder says what was planned (${FILES.plan}), what was done and read (steps/, ${FILES.journal}), and who signed it.
Nothing in it has to be run, and checking it needs no network.

## What it claims

- Claim level ${level}. Levels: L0 digests only; L1 signed; L2 with an RFC 3161 timestamp; L3 with a countersignature. This is not a SLSA level.
- Signed by the key ${fingerprint}. ${key}
- Whoever holds that key can have signed anything: the signature shows that nothing was changed since, not that the machine was honest.
- The copy of the key in keys/ is a convenience. Ask the signer for the fingerprint by another way, and compare.
${withheld(environment)}
## Check it

With the verifier of the product (also a single file that needs only Node 20):

    opsroom verify FILE.opsproof.zip --key signer.pub.pem

With coreutils and OpenSSH, in the unpacked folder (\`sha256sum\` does not notice files that were added):

${indented(OPENSSH)}
With openssl:

${indented(isTimestamped ? [...OPENSSL, OPENSSL_TIMESTAMP] : OPENSSL)}
With cosign (an empty trusted root keeps it offline); any file of the folder can stand in the place of ${FILES.sums}:

${indented(COSIGN)}${hasLayout ? layoutText() : ''}`;
}

function layoutText(): string {
  return `
With in-toto, in a fresh copy of the folder (it leaves a file there). It passes only when every step of the plan ended well and was not
undone, the run has passed, and run/, steps/ and artifacts/ are as they were left:

${indented(IN_TOTO)}`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join('');
}

/** The outcome in a few words: never green where it is not. */
export function outcome(verdict: RunVerdict): string {
  const rollback =
    verdict.rollback === 'verified'
      ? ', rolled back, verified'
      : verdict.rollback === 'failed'
        ? `, rollback failed, left: ${verdict.left.join(', ')}`
        : '';
  switch (verdict.verification) {
    case 'passed':
      return `passed, evidence ${verdict.strength ?? 'none'}`;
    case 'waived':
      return `passed with waiver (${verdict.waivers.map((waiver) => waiver.stepId).join(', ')})${rollback}`;
    case 'failed':
      return `failed${rollback}`;
    case 'indeterminate':
      return `indeterminate: what the checks read does not decide it${rollback}`;
    case 'pending':
      return `${verdict.execution} before it was verified${rollback}`;
  }
}

function withheld({ withheld }: EnvironmentFile): string {
  const { fields, artifacts, logs } = withheld;
  if (fields.length + artifacts.length + logs.length === 0) return '';
  return `- Withheld on export: ${fields.length} values (a salted commitment stands in their place), ${artifacts.length} artifacts (their
  digests stay), the output of ${logs.length} steps. ${FILES.environment} names each.
`;
}
