import { type KeyObject, verify } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { PAYLOAD_TYPE, SIGSTORE_MEDIA_TYPE } from './names.ts';
import { listOf, object, type Shape, text } from './shape.ts';

/** A signed payload (DSSE 1.0). `payload` and `sig` are base64. */
export interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export const envelopeShape: Shape = object({
  payload: text,
  payloadType: text,
  signatures: listOf(object({ keyid: text, sig: text })),
});

/** Pre-authentication encoding: the bytes that are signed. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload]);
}

/** The envelope of an in-toto statement, signed. */
export function sealEnvelope(payload: Uint8Array, keyid: string, signature: Uint8Array): Envelope {
  return {
    payload: Buffer.from(payload).toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid, sig: Buffer.from(signature).toString('base64') }],
  };
}

/** Why an envelope does not hold under a key. */
export type EnvelopeRule =
  | 'dsse.payload-type'
  | 'dsse.signature-count'
  | 'dsse.keyid'
  | 'dsse.encoding'
  | 'dsse.signature';

/** Checks form, key id and signature; the payload's bytes when all hold. */
export function openEnvelope(
  envelope: Envelope,
  key: KeyObject,
  keyid: string,
): { readonly payload: Buffer } | { readonly rule: EnvelopeRule } {
  if (envelope.payloadType !== PAYLOAD_TYPE) return { rule: 'dsse.payload-type' };
  const [signature, ...more] = envelope.signatures;
  if (signature === undefined || more.length > 0) return { rule: 'dsse.signature-count' };
  if (signature.keyid !== keyid) return { rule: 'dsse.keyid' };
  const payload = Buffer.from(envelope.payload, 'base64');
  const sig = Buffer.from(signature.sig, 'base64');
  if (canonicalJson(envelope) !== canonicalJson(sealEnvelope(payload, keyid, sig))) return { rule: 'dsse.encoding' };
  if (sig.length !== 64 || !verify(null, preAuthEncoding(envelope.payloadType, payload), key, sig)) {
    return { rule: 'dsse.signature' };
  }
  return { payload };
}

/** An envelope as a Sigstore bundle v0.3 with a key that is known by its hint, and perhaps a timestamp. */
export interface SigstoreBundle {
  readonly mediaType: string;
  readonly verificationMaterial: {
    readonly publicKey: { readonly hint: string };
    readonly timestampVerificationData?: {
      readonly rfc3161Timestamps: readonly { readonly signedTimestamp: string }[];
    };
  };
  readonly dsseEnvelope: Envelope;
}

export const sigstoreShape: Shape = object({
  mediaType: text,
  verificationMaterial: object({ publicKey: object({ hint: text }) }),
  dsseEnvelope: envelopeShape,
});

/** Wraps an envelope. `timestamp`: the reply of a timestamp authority over the signature's bytes. */
export function sigstoreBundle(envelope: Envelope, keyid: string, timestamp: Uint8Array | undefined): SigstoreBundle {
  const stamped =
    timestamp === undefined
      ? {}
      : {
          timestampVerificationData: {
            rfc3161Timestamps: [{ signedTimestamp: Buffer.from(timestamp).toString('base64') }],
          },
        };
  return {
    mediaType: SIGSTORE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: keyid }, ...stamped },
    dsseEnvelope: envelope,
  };
}
