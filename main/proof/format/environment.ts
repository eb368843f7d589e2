import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { RunId } from '#shared/run/ids.ts';
import { resolvedServer } from './mcp-facts.ts';
import { BUNDLE_FORMAT } from './names.ts';
import { count, digest, listOf, nullOr, object, oneOf, optional, type Shape, text } from './shape.ts';
import type { WithheldPlace } from './withheld.ts';

/** What made the bundle: the host says it. */
export interface BundleEnvironment {
  readonly app: { readonly name: string; readonly version: string };
  readonly tools: readonly { readonly kind: string; readonly name: string; readonly version: string }[];
  /** How secrets were hidden before anything was stored. */
  readonly masking: { readonly policy: string };
  /** Anything else that is worth knowing. Must not change between two exports of one run. */
  readonly more?: JsonObject;
}

/** What was left out on export. */
export interface WithheldSummary {
  readonly fields: readonly WithheldPlace[];
  /** Commitment to the hash of the journal's last event as it was before fields were withheld. */
  readonly head: Digest | null;
  readonly artifacts: readonly Digest[];
  /** Steps whose recorded output was left out. */
  readonly logs: readonly string[];
}

/** run/env.json. */
export interface EnvironmentFile extends BundleEnvironment {
  readonly bundle: typeof BUNDLE_FORMAT;
  readonly runId: RunId;
  readonly planDigest: Digest;
  readonly engine: string;
  /** The MCP servers of the run with what of them was approved, as its first event has them. */
  readonly servers: readonly ResolvedServer[];
  readonly signer: { readonly fingerprint: string; readonly protection: string };
  /** A timestamp of the signature belongs to the bundle: without it something was taken away. Older bundles never say so. */
  readonly timestamped?: true;
  /** How the pages for people were rendered. Older bundles do not say it. */
  readonly rendering?: number;
  readonly withheld: WithheldSummary;
}

export const environmentShape: Shape = object({
  bundle: oneOf(BUNDLE_FORMAT),
  runId: text,
  planDigest: digest,
  engine: text,
  app: object({ name: text, version: text }),
  tools: listOf(object({ kind: text, name: text, version: text })),
  servers: listOf(resolvedServer),
  masking: object({ policy: text }),
  more: optional(object({})),
  signer: object({ fingerprint: text, protection: text }),
  timestamped: optional(oneOf(true)),
  rendering: optional(count),
  withheld: object({
    fields: listOf(object({ seq: count, pointer: text, commitment: digest })),
    head: nullOr(digest),
    artifacts: listOf(digest),
    logs: listOf(text),
  }),
});
