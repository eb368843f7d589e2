import { createHash } from 'node:crypto';

// The tree of RFC 6962, section 2.1: leaves are hashed with 0x00 before them, nodes with 0x01.

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(data: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF).update(data).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The root of leaves that come one by one; keeps one hash per level. */
export class MerkleRoot {
  /** Roots of full subtrees, the largest first; the bits of `#size` say how large. */
  readonly #peaks: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(leaf: Buffer): void {
    let hash = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      hash = nodeHash(this.#peaks.pop() as Buffer, hash);
    }
    this.#peaks.push(hash);
    this.#size += 1;
  }

  root(): Buffer {
    const peaks = this.#peaks;
    if (peaks.length === 0) return createHash('sha256').digest();
    return peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** The root of some leaf hashes. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  const tree = new MerkleRoot();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** The hashes that lead from leaf `index` to the root, the leaf's sibling first. */
export function inclusionProof(leaves: readonly Buffer[], index: number): readonly Buffer[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} of ${leaves.length}`);
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), merkleRoot(right)]
    : [...inclusionProof(right, index - split), merkleRoot(left)];
}

/** The root that a leaf and its proof lead to (RFC 9162, section 2.1.3.2); `undefined` when the proof has the wrong length. */
export function rootFromProof(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | undefined {
  if (index < 0 || index >= size) return undefined;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = fn / 2;
        sn = Math.floor(sn / 2);
      }
    } else hash = nodeHash(hash, sibling);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? hash : undefined;
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
