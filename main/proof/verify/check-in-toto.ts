import { checkClassic, classicFiles, classicKeyFile } from '../format/in-toto.ts';
import { FILES, isInToto } from '../format/names.ts';
import { type BundleView, bytesOf, type RunFiles } from './bundle-view.ts';
import type { Journal } from './check-journal.ts';

const MESSAGES = {
  'in-toto.content': 'it is not what the plan and the records give',
  'in-toto.signature': 'its signature does not match',
} as const;

/** True for a bundle that brings the classic form of in-toto along. */
export function hasInToto(view: BundleView): boolean {
  return [...view.files.digests.keys()].some(isInToto);
}

/** The layout and every link that the run gives, each exactly as it follows from the rest, and nothing else. How many. */
export function checkInToto(view: BundleView, { plan }: RunFiles, { fold }: Journal): number {
  const { files, findings, signer } = view;
  let expected: ReadonlyMap<string, Buffer>;
  try {
    expected = classicFiles(plan, fold, files.digests, signer.raw);
  } catch (error) {
    // A file that a link is about is missing, which is reported where it is missed.
    if (error instanceof RangeError) return 0;
    throw error;
  }
  for (const [path, signed] of expected) {
    if (!files.digests.has(path)) {
      findings.fail(path, 'in-toto.missing', 'the layout or a link of it is missing');
      continue;
    }
    const rule = checkClassic(bytesOf(view, path), signed, signer.raw);
    if (rule !== undefined) findings.fail(path, rule, MESSAGES[rule]);
  }
  if (bytesOf(view, FILES.layoutKey).toString('latin1') !== classicKeyFile(signer.raw)) {
    findings.fail(FILES.layoutKey, 'key.mismatch', `it is not the key of ${FILES.publicPem}`);
  }
  for (const path of files.digests.keys()) {
    if (isInToto(path) && !expected.has(path) && path !== FILES.layoutKey) {
      findings.fail(path, 'in-toto.unknown', 'it is a link of no step that ended well');
    }
  }
  return expected.size;
}
