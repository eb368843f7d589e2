import type { Digest } from '#shared/lib/digest.ts';
import { digestHex } from '#shared/lib/digest.ts';

/** Version of the layout and of every statement in it. */
export const BUNDLE_FORMAT = 1;

export const FILES = {
  verifyText: 'VERIFY.md',
  sums: 'SHA256SUMS',
  sumsSignature: 'SHA256SUMS.sig',
  report: 'report.html',
  plan: 'run/plan.json',
  environment: 'run/env.json',
  journal: 'run/journal.jsonl',
  checkpoint: 'run/checkpoint',
  steps: 'attestations/steps.intoto.jsonl',
  root: 'attestations/run.dsse.json',
  rootBundle: 'attestations/run.sigstore.json',
  verdict: 'attestations/verdict.sigstore.json',
  timestamp: 'timestamps/run.tsr',
  publicPem: 'keys/signer.pub.pem',
  publicSsh: 'keys/signer.ssh.pub',
  layout: 'in-toto/root.layout',
  layoutKey: 'in-toto/owner.pub',
} as const;

/** Files that a bundle can do without. */
export const OPTIONAL_FILES: readonly string[] = [FILES.timestamp, FILES.layout, FILES.layoutKey];

export const IN_TOTO_FOLDER = 'in-toto/';

/** True for a file of the classic form of in-toto: all of them are there, or none. */
export function isInToto(path: string): boolean {
  return path.startsWith(IN_TOTO_FOLDER);
}

export const SSH_NAMESPACE = 'ops-control-room.proof';
export const SSH_PRINCIPAL = 'ops-control-room';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const SIGSTORE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATES = {
  provenance: 'https://slsa.dev/provenance/v1',
  link: 'https://in-toto.io/attestation/link/v0.3',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  verdict: 'https://in-toto.io/attestation/svr/v0.2',
  rotation: 'https://opscontrolroom.dev/key-rotation/v1',
} as const;
export const BUILD_TYPE = 'https://opscontrolroom.dev/plan-run/v1';
export const BUILDER_ID = 'https://opscontrolroom.dev/installation/v1';
export const VERDICT_VERIFIER = 'https://opscontrolroom.dev/step-checks/v1';

const COUNTERSIGNATURE = /^attestations\/run\.countersign-[A-Za-z0-9_-]{43}\.sigstore\.json$/;

/** The file of a countersignature, by the fingerprint of who made it. */
export function countersignatureFile(fingerprint: string): string {
  const name = fingerprint.slice('SHA256:'.length).replaceAll('+', '-').replaceAll('/', '_');
  return `attestations/run.countersign-${name}.sigstore.json`;
}

export function isCountersignature(path: string): boolean {
  return COUNTERSIGNATURE.test(path);
}

/** True for a file that SHA256SUMS lists: it leaves out itself, what signs it, and the copies of the keys. */
export function isListed(path: string): boolean {
  if (path === FILES.sums || path === FILES.sumsSignature) return false;
  return !path.startsWith('keys/') && !path.startsWith('timestamps/') && !path.startsWith('attestations/run.');
}

export function stepFolder(index: number, stepId: string): string {
  return `steps/${String(index + 1).padStart(4, '0')}-${stepId}`;
}

export function recordFile(index: number, stepId: string): string {
  return `${stepFolder(index, stepId)}/record.json`;
}

/** The files of a step's recorded output; `place` counts its logs from 0. */
export function logFiles(
  index: number,
  stepId: string,
  place: number,
): { readonly cast: string; readonly output: string } {
  const base = `${stepFolder(index, stepId)}/stdout${place === 0 ? '' : `.${place + 1}`}`;
  return { cast: `${base}.cast`, output: `${base}.log` };
}

/** The file of an artifact. Its name is only a label there: what no file system takes becomes `_`. */
export function artifactFile(digest: Digest, name: unknown): string {
  return `artifacts/${digestHex(digest)}/${safeName(name)}`;
}

function safeName(name: unknown): string {
  if (typeof name !== 'string') return 'withheld';
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const safe = base
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 100)
    .replace(/\.+$/, '_');
  // Hidden files, options of commands, and names that Windows keeps for devices.
  return /^[.-]|^$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) ? `_${safe}` : safe;
}

/** Forward slashes, no empty, `.` or `..` part, no drive, no odd character: safe to unpack anywhere. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > 400) return false;
  return path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part) && !part.endsWith('.'));
}
