import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { type Envelope, envelopeShape, openEnvelope } from './dsse.ts';
import { PREDICATES, STATEMENT_TYPE } from './names.ts';
import { object, oneOf, text, time } from './shape.ts';
import { fingerprintOf, parsePublicKey, publicKeyOf, sshPublicLine, sshWireKey } from './ssh.ts';

/** An old key says which key follows it. */
export interface Rotation {
  readonly from: string;
  readonly to: string;
  /** The 32 bytes of the new key. */
  readonly key: Buffer;
  /** ms UTC. */
  readonly at: number;
  readonly reason: string;
}

/** The statement that the old key signs. */
export function rotationStatement(from: string, key: Uint8Array, at: number, reason: string): Buffer {
  const to = fingerprintOf(key);
  const sha256 = createHash('sha256').update(sshWireKey(key)).digest('hex');
  return Buffer.from(
    canonicalJson({
      _type: STATEMENT_TYPE,
      subject: [{ name: to, digest: { sha256 } }],
      predicateType: PREDICATES.rotation,
      predicate: { from, to, key: sshPublicLine(key, ''), at, reason },
    }),
  );
}

const rotationShape = object({
  _type: oneOf(STATEMENT_TYPE),
  predicateType: oneOf(PREDICATES.rotation),
  predicate: object({ from: text, to: text, key: text, at: time, reason: text }),
});

/** Reads a rotation that `from` signed; `undefined` when it is not one or the signature is not its. */
export function openRotation(value: unknown, from: Uint8Array): Rotation | undefined {
  if (envelopeShape(value, '') !== undefined) return undefined;
  const opened = openEnvelope(value as Envelope, publicKeyOf(from), fingerprintOf(from));
  if ('rule' in opened) return undefined;
  let statement: unknown;
  try {
    statement = JSON.parse(opened.payload.toString('utf8'));
  } catch {
    // Signed, but not JSON: no rotation.
    return undefined;
  }
  if (rotationShape(statement, '') !== undefined) return undefined;
  const { predicate } = statement as { predicate: { to: string; key: string; at: number; reason: string } };
  const key = parsePublicKey(predicate.key);
  if (key === undefined) return undefined;
  const rotation: Rotation = {
    from: fingerprintOf(from),
    to: predicate.to,
    key,
    at: predicate.at,
    reason: predicate.reason,
  };
  const expected = rotationStatement(rotation.from, key, rotation.at, rotation.reason);
  return expected.equals(opened.payload) ? rotation : undefined;
}
