import { createHash } from 'node:crypto';
import { FILES, isCountersignature, isListed, OPTIONAL_FILES, SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';
import { fingerprintOf, parsePublicKey, publicKeyOf, publicPem, sshPublicLine } from '../format/ssh.ts';
import { isSshSignatureValid, parseSshSignature } from '../format/ssh-signature.ts';
import { type FileDigest, parseSums } from '../format/sums.ts';
import { type BundleSigner, type BundleView, bytesOf, textOf } from './bundle-view.ts';
import type { Findings } from './findings.ts';
import type { BundleFiles } from './scan-files.ts';

const REQUIRED = Object.values(FILES).filter((path) => !OPTIONAL_FILES.includes(path));

/** Every file that a bundle must have is there, and none outside of the sums that does not belong. */
export function checkLayout(files: BundleFiles, findings: Findings): void {
  const known = new Set<string>(Object.values(FILES));
  for (const path of REQUIRED) if (!files.digests.has(path)) findings.fail(path, 'file.missing', 'it is missing');
  for (const path of files.digests.keys()) {
    if (isListed(path) || known.has(path) || isCountersignature(path)) continue;
    findings.fail(path, 'file.unlisted', 'nothing vouches for this file');
  }
}

/** The key in keys/; `undefined` when its two copies are not one key. */
export function readSigner(files: BundleFiles, findings: Findings): BundleSigner | undefined {
  const view = { files };
  const raw = parsePublicKey(textOf(view, FILES.publicPem));
  if (raw === undefined || publicPem(raw) !== textOf(view, FILES.publicPem)) {
    findings.fail(FILES.publicPem, 'key.form', 'it is not an Ed25519 public key as we write it');
    return undefined;
  }
  if (textOf(view, FILES.publicSsh) !== `${sshPublicLine(raw, SSH_PRINCIPAL)}\n`) {
    findings.fail(FILES.publicSsh, 'key.mismatch', `it is not the key of ${FILES.publicPem}`);
    return undefined;
  }
  return { raw, key: publicKeyOf(raw), fingerprint: fingerprintOf(raw) };
}

/** SHA256SUMS lists exactly the files that are there, with their digests. */
export function checkSums(view: BundleView): readonly FileDigest[] {
  const { findings, files } = view;
  const sums = parseSums(textOf(view, FILES.sums));
  if (sums === undefined) {
    findings.fail(FILES.sums, 'sums.form', 'it is not a list of digests as we write it');
    return [];
  }
  const listed = new Set(sums.map(({ path }) => path));
  for (const { path, sha256 } of sums) {
    const found = files.digests.get(path);
    if (!isListed(path)) findings.fail(path, 'sums.form', 'it has no place in the sums');
    else if (found === undefined) findings.fail(path, 'file.missing', 'it is listed, and missing');
    else if (found !== sha256) findings.fail(path, 'file.changed', `its sha256 is ${found}, not ${sha256}`);
  }
  for (const path of files.digests.keys()) {
    if (isListed(path) && !listed.has(path))
      findings.fail(path, 'file.unlisted', 'it was added: the sums do not list it');
  }
  return sums;
}

/** SHA256SUMS.sig is the signer's, over SHA256SUMS, for our purpose. */
export function checkSumsSignature(view: BundleView): void {
  const { findings, signer } = view;
  const found = parseSshSignature(textOf(view, FILES.sumsSignature));
  const fail = (rule: string, message: string): void => findings.fail(FILES.sumsSignature, rule, message);
  if (found === undefined) fail('sums.signature-form', 'it is not a signature as we write it');
  else if (found.namespace !== SSH_NAMESPACE) fail('sums.namespace', `it is for ${found.namespace}`);
  else if (!found.key.equals(signer.raw)) fail('key.mismatch', 'it is made by another key than the one in keys/');
  else if (!isSshSignatureValid(found, bytesOf(view, FILES.sums))) fail('sums.signature', 'it does not match the sums');
}

/** sha256 as hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
