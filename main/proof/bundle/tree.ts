import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import { checkpointText, encodeCheckpoint, journalOrigin } from '../format/checkpoint.ts';
import { leafHash, MerkleRoot } from '../format/merkle.ts';
import type { Signer } from '../sign/signer.ts';

/** run/journal.jsonl and run/checkpoint. */
export function journalFiles(events: readonly BundleEvent[], signer: Signer): { journal: Buffer; checkpoint: Buffer } {
  const lines: Buffer[] = [];
  const tree = new MerkleRoot();
  const newline = Buffer.from('\n');
  for (const event of events) {
    const line = Buffer.from(canonicalJson(event));
    tree.add(leafHash(line));
    lines.push(line, newline);
  }
  const origin = journalOrigin(events[0]?.runId ?? '');
  const text = checkpointText(origin, tree.size, tree.root());
  const note = encodeCheckpoint(text, origin, signer.publicKey, signer.sign(Buffer.from(text)));
  return { journal: Buffer.concat(lines), checkpoint: Buffer.from(note) };
}
