import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inclusionProof, leafHash, merkleRoot, rootFromProof } from '#main/proof/format/merkle.ts';

// The test vectors of RFC 6962 implementations: eight leaves, and the roots of their first n.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => leafHash(Buffer.from(hex, 'hex')),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))(
    'has over the first %i leaves the root that others compute',
    (size, root) => {
      expect(merkleRoot(LEAVES.slice(0, size)).toString('hex')).toBe(root);
    },
  );

  it('leads from every leaf to its root, and from no other leaf or place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, at, elsewhere) => {
        const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(String(index))));
        const index = at % size;
        const proof = inclusionProof(leaves, index);
        const root = merkleRoot(leaves);
        const leaf = leaves[index] as Buffer;
        expect(rootFromProof(leaf, index, size, proof)?.equals(root)).toBe(true);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)) + 1);
        const wrong = elsewhere % size;
        if (wrong !== index) expect(rootFromProof(leaf, wrong, size, proof)?.equals(root) ?? false).toBe(false);
        expect(rootFromProof(leafHash(Buffer.from('x')), index, size, proof)?.equals(root)).toBe(false);
        expect(rootFromProof(leaf, index, size, [...proof, leaf])).toBeUndefined();
        if (proof.length > 0)
          expect(rootFromProof(leaf, index, size, proof.slice(1))?.equals(root) ?? false).toBe(false);
      }),
      { numRuns: 200, seed: 3 },
    );
    expect(rootFromProof(leafHash(Buffer.from('x')), 3, 3, [])).toBeUndefined();
    expect(() => inclusionProof(LEAVES, 8)).toThrow('no leaf 8');
  });
});
