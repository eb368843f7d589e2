import { createHash, verify } from 'node:crypto';
import { rootFromProof } from './merkle.ts';
import { publicKeyOf } from './ssh.ts';

// C2SP tlog-checkpoint: a signed note whose text is the log's origin, its size and the root of its tree.

const ALGORITHM = 1;

/** The log of one run. It is also the name of the note's key. */
export function journalOrigin(runId: string): string {
  return `opscontrolroom.dev/runs/${runId}`;
}

/** The text that is signed. */
export function checkpointText(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** The signed note. `signature` is of the text. */
export function encodeCheckpoint(text: string, origin: string, raw: Uint8Array, signature: Uint8Array): string {
  const tagged = Buffer.concat([noteKeyHash(origin, raw), signature]);
  return `${text}\n— ${origin} ${tagged.toString('base64')}\n`;
}

function noteKeyHash(name: string, raw: Uint8Array): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ALGORITHM)).update(raw);
  return hash.digest().subarray(0, 4);
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** Why a checkpoint does not hold. */
export type CheckpointRule = 'checkpoint.form' | 'checkpoint.signature';

/** Reads a checkpoint and checks its one signature. */
export function openCheckpoint(note: string, raw: Uint8Array): Checkpoint | { readonly rule: CheckpointRule } {
  const [origin = '', sizeText = '', rootText = '', , signatureLine = ''] = note.split('\n');
  const size = Number(sizeText);
  const root = Buffer.from(rootText, 'base64');
  const tagged = Buffer.from(signatureLine.split(' ')[2] ?? '', 'base64');
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== 32 || tagged.length !== 68) {
    return { rule: 'checkpoint.form' };
  }
  const text = checkpointText(origin, size, root);
  const signature = tagged.subarray(4);
  if (encodeCheckpoint(text, origin, raw, signature) !== note) return { rule: 'checkpoint.form' };
  if (!verify(null, Buffer.from(text), publicKeyOf(raw), signature)) return { rule: 'checkpoint.signature' };
  return { origin, size, root };
}

/** C2SP tlog-proof: shows that one line stands in the journal, without the rest of it. */
export function encodeTlogProof(index: number, proof: readonly Uint8Array[], checkpoint: string): string {
  const hashes = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Why a line is not shown to stand in a journal. */
export type TlogProofRule = CheckpointRule | 'tlog-proof.form' | 'tlog-proof.root';

/** Checks a proof for a leaf hash against the key that signs the journal. */
export function openTlogProof(
  text: string,
  leaf: Buffer,
  raw: Uint8Array,
): (Checkpoint & { readonly index: number }) | { readonly rule: TlogProofRule } {
  const split = text.indexOf('\n\n');
  const [magic, indexLine, ...hashes] = text.slice(0, split).split('\n');
  const index = Number(/^index (0|[1-9]\d{0,15})$/.exec(indexLine ?? '')?.[1] ?? Number.NaN);
  const checkpoint = text.slice(split + 2);
  const proof = hashes.map((hash) => Buffer.from(hash, 'base64'));
  const isWhole = split > 0 && magic !== undefined && proof.every((hash) => hash.length === 32);
  if (!isWhole || Number.isNaN(index) || encodeTlogProof(index, proof, checkpoint) !== text) {
    return { rule: 'tlog-proof.form' };
  }
  const opened = openCheckpoint(checkpoint, raw);
  if ('rule' in opened) return opened;
  const root = rootFromProof(leaf, index, opened.size, proof);
  return root?.equals(opened.root) === true ? { ...opened, index } : { rule: 'tlog-proof.root' };
}
