import { FILES, PREDICATES, SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';

/** How somebody without this product checks a bundle: commands for a shell, in the unpacked folder where nothing else is said. */
export interface ThirdPartyCheck {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly string[];
}

export interface ThirdPartyFacts {
  readonly isTimestamped: boolean;
  readonly hasLayout: boolean;
}

/** The checks of a bundle with tools that are not ours. VERIFY.md prints the same lines. */
export function thirdPartyChecks({ isTimestamped, hasLayout }: ThirdPartyFacts): readonly ThirdPartyCheck[] {
  return [
    { title: 'coreutils and OpenSSH', note: 'sha256sum does not notice files that were added', lines: OPENSSH },
    { title: 'openssl', note: '', lines: isTimestamped ? [...OPENSSL, OPENSSL_TIMESTAMP] : OPENSSL },
    {
      title: 'cosign',
      note: `an empty trusted root keeps it offline; any file of the folder can stand in the place of ${FILES.sums}`,
      lines: COSIGN,
    },
    ...(hasLayout
      ? [{ title: 'in-toto', note: 'in a fresh copy of the folder: it leaves a file there', lines: IN_TOTO }]
      : []),
  ];
}

export const OPENSSH = [
  `sha256sum -c ${FILES.sums} --quiet`,
  `ssh-keygen -lf ${FILES.publicSsh}`,
  `echo "${SSH_PRINCIPAL} namespaces=\\"${SSH_NAMESPACE}\\" $(cut -d' ' -f1,2 ${FILES.publicSsh})" > ../allowed_signers`,
  `ssh-keygen -Y verify -f ../allowed_signers -I ${SSH_PRINCIPAL} -n ${SSH_NAMESPACE} -s ${FILES.sumsSignature} < ${FILES.sums}`,
] as const;

export const OPENSSL = [
  `jq -r .payload ${FILES.root} | base64 -d > ../payload.bin`,
  `{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < ../payload.bin)"; cat ../payload.bin; } > ../pae.bin`,
  `jq -r '.signatures[0].sig' ${FILES.root} | base64 -d > ../sig.bin`,
  `openssl pkeyutl -verify -pubin -inkey ${FILES.publicPem} -rawin -in ../pae.bin -sigfile ../sig.bin`,
] as const;

export const OPENSSL_TIMESTAMP = `openssl ts -verify -data ../sig.bin -in ${FILES.timestamp} -CAfile authority.pem`;

export const COSIGN = [
  `echo '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}' > ../root.json`,
  `cosign verify-blob-attestation --key ${FILES.publicPem} --bundle ${FILES.rootBundle} --new-bundle-format \\`,
  `  --trusted-root ../root.json --insecure-ignore-tlog=true --type ${PREDICATES.provenance} ${FILES.sums}`,
] as const;

export const IN_TOTO = [
  `in-toto-verify -l ${FILES.layout} -k ${FILES.layoutKey} -t ed25519 --link-dir in-toto`,
] as const;
