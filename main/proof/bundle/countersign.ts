import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { type Envelope, envelopeShape, sigstoreBundle } from '../format/dsse.ts';
import { countersignatureFile, FILES } from '../format/names.ts';
import { comparePaths } from '../format/sums.ts';
import { type Signer, signStatement } from '../sign/signer.ts';
import { writeNewFile } from './new-file.ts';
import { bundleEntries, entryBlocks, entryBytes } from './read-entries.ts';
import { ZipWriter } from './zip-writer.ts';

/**
 * Copies a bundle with one more signature over its root: whoever signs says that this is the bundle that they saw. The
 * caller verifies it first. Throws AppError `bundle.damaged`, `bundle.countersigned`.
 */
export async function countersignBundle(
  bundle: string,
  signer: Signer,
  options: { readonly file: string; readonly signal: AbortSignal },
): Promise<void> {
  const source = await open(bundle, 'r');
  try {
    const entries = await bundleEntries(source);
    const root: unknown = JSON.parse((await entryBytes(source, entries, FILES.root)).toString('utf8'));
    if (envelopeShape(root, '') !== undefined) throw new AppError('bundle.damaged', 'the root of the bundle is broken');
    const payload = Buffer.from((root as Envelope).payload, 'base64');
    const path = countersignatureFile(signer.fingerprint);
    if (entries.some((entry) => entry.path === path)) {
      throw new AppError('bundle.countersigned', 'this key has countersigned the bundle already');
    }
    const added = canonicalJson(sigstoreBundle(signStatement(payload, signer), signer.fingerprint, undefined));
    const paths = [...entries.map((entry) => entry.path), path].sort(comparePaths);
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    await writeNewFile(options.file, async (file) => {
      const zip = new ZipWriter(file, options.signal);
      for (const name of paths) {
        const entry = byPath.get(name);
        if (entry === undefined) await zip.addBytes(name, Buffer.from(added));
        else {
          const sha256 = await digestOf(entryBlocks(source, entry));
          await zip.addStream(name, { size: entry.size, sha256 }, entryBlocks(source, entry));
        }
      }
      await zip.close();
    });
  } finally {
    await source.close();
  }
}

async function digestOf(blocks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of blocks) hash.update(block);
  return hash.digest('hex');
}
