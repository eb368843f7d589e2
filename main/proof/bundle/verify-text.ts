import type { EnvironmentFile } from '../format/environment.ts';
import { FILES, PREDICATES, SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';
import type { RunVerdict } from '../format/verdict.ts';

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

    sha256sum -c ${FILES.sums} --quiet
    ssh-keygen -lf ${FILES.publicSsh}
    echo "${SSH_PRINCIPAL} namespaces=\\"${SSH_NAMESPACE}\\" $(cut -d' ' -f1,2 ${FILES.publicSsh})" > ../allowed_signers
    ssh-keygen -Y verify -f ../allowed_signers -I ${SSH_PRINCIPAL} -n ${SSH_NAMESPACE} -s ${FILES.sumsSignature} < ${FILES.sums}

With openssl:

    jq -r .payload ${FILES.root} | base64 -d > ../payload.bin
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < ../payload.bin)"; cat ../payload.bin; } > ../pae.bin
    jq -r '.signatures[0].sig' ${FILES.root} | base64 -d > ../sig.bin
    openssl pkeyutl -verify -pubin -inkey ${FILES.publicPem} -rawin -in ../pae.bin -sigfile ../sig.bin
${isTimestamped ? `    openssl ts -verify -data ../sig.bin -in ${FILES.timestamp} -CAfile authority.pem\n` : ''}
With cosign (an empty trusted root keeps it offline); any file of the folder can stand in the place of ${FILES.sums}:

    echo '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}' > ../root.json
    cosign verify-blob-attestation --key ${FILES.publicPem} --bundle ${FILES.rootBundle} --new-bundle-format \\
      --trusted-root ../root.json --insecure-ignore-tlog=true --type ${PREDICATES.provenance} ${FILES.sums}
${hasLayout ? layoutText() : ''}`;
}

function layoutText(): string {
  return `
With in-toto, in a fresh copy of the folder (it leaves a file there). It passes only when every step of the plan ended well and was not
undone, the run has passed, and run/, steps/ and artifacts/ are as they were left:

    in-toto-verify -l ${FILES.layout} -k ${FILES.layoutKey} -t ed25519 --link-dir in-toto
`;
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
