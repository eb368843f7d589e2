import { createHash } from 'node:crypto';
import { der, derInteger, derOid, TAG } from './der.ts';

export const SHA256_OID = '2.16.840.1.101.3.4.2.1';

/** A request (RFC 3161) for a time over some bytes, which asks for the authority's certificate. */
export function timestampRequest(data: Uint8Array, nonce: Uint8Array): Buffer {
  const hash = createHash('sha256').update(data).digest();
  return der(
    TAG.sequence,
    derInteger(Buffer.from([1])),
    der(TAG.sequence, der(TAG.sequence, derOid(SHA256_OID), der(TAG.nothing)), der(TAG.octets, hash)),
    derInteger(nonce),
    der(TAG.boolean, Buffer.from([0xff])),
  );
}
