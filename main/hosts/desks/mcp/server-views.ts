import type { Mask } from '#main/engine/ports/mask.ts';
import type { PlanRule, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { sha256 } from '#main/kernel/hash.ts';
import type { HubOffer, HubStatus } from '#main/tools/mcp/hub-types.ts';
import type { ServerDetail, ServerOffers, ServerRow, ServerState, ServerTool } from '#shared/api/mcp-views.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import { isSteady, serverDrift } from '#shared/mcp/drift.ts';
import type { PinnedTool, ServerDrift, ServerSnapshot } from '#shared/mcp/pin.ts';
import { serverWarnings } from '#shared/mcp/server-warnings.ts';

/** What is known of a server. */
export interface KnownServer {
  readonly registered: RegisteredServer;
  readonly status: HubStatus;
  readonly offer: HubOffer | null;
}

/** Names exactly what a server offers. */
export function offerDigest({ tools }: ServerSnapshot): Digest {
  return sha256(JSON.stringify(tools));
}

/** How an offer differs from what is pinned now; `null` where it does not, or nothing is offered. */
export function driftOf({ registered, offer }: Pick<KnownServer, 'registered' | 'offer'>): ServerDrift | null {
  if (offer === null) return null;
  const drift = serverDrift(registered.pins ?? { tools: [] }, offer.snapshot.tools);
  return registered.pins !== null && isSteady(drift) ? null : drift;
}

/** A server in the list. What it says of its troubles holds no secret. */
export function serverRow(known: KnownServer, mask: Mask): ServerRow {
  const { state, reason } = stateOf(known);
  const { registered, status } = known;
  const { definition, pins, isEnabled } = registered;
  const counts = { allow: 0, ask: 0, deny: 0 };
  for (const { permission } of pins?.tools ?? []) counts[permission] += 1;
  return {
    name: definition.name,
    title: definition.title,
    transport: definition.transport,
    state,
    reason: reason === null ? null : mask.text(reason),
    latencyMs: status.latencyMs,
    isEnabled,
    isPinned: pins !== null,
    counts,
  };
}

function stateOf(known: KnownServer): { readonly state: ServerState; readonly reason: string | null } {
  const { registered, status } = known;
  const stands = status.state === 'connected' || status.state === 'slow' || status.state === 'drifted';
  if (stands && driftOf(known) !== null) {
    const reason =
      registered.pins === null ? 'Nothing of what it offers was approved' : 'Offers other tools than were approved';
    return { state: 'drifted', reason };
  }
  if (status.state === 'drifted') return { state: 'connected', reason: null };
  if (status.state === 'not-approved') {
    const isChanged = registered.approved !== null;
    return { state: status.state, reason: isChanged ? 'Changed since it was approved' : 'Never started' };
  }
  return { state: status.state, reason: status.error?.message ?? null };
}

export function serverDetail(
  known: KnownServer,
  mask: Mask,
  more: { readonly missingSecrets: readonly string[]; readonly planRules: readonly PlanRule[] },
): ServerDetail {
  const { registered, offer } = known;
  const { definition, digest, origin, approved, pins } = registered;
  const drift = driftOf(known);
  return {
    ...serverRow(known, mask),
    origin,
    definition,
    digest,
    approved: approved === null || approved.digest !== digest ? null : { at: approved.at, by: approved.by },
    missingSecrets: more.missingSecrets,
    warnings: serverWarnings(definition),
    identity: offer?.identity ?? pins?.identity ?? null,
    pinnedAt: pins?.approvedAt ?? null,
    pinnedBy: pins?.approvedBy ?? null,
    tools: (pins?.tools ?? []).map((tool) => serverTool(tool, drift)),
    drift: drift === null || offer === null ? null : { offer: offerDigest(offer.snapshot), differences: drift },
    offers: offer === null ? null : offersOf(offer, mask),
    planRules: more.planRules.map(({ plan, tool, permission }) => ({ plan, tool, permission })),
  };
}

function offersOf({ canSubscribe, resources, templates, prompts }: HubOffer, mask: Mask): ServerOffers {
  return mask.json({ canSubscribe, resources, templates, prompts } as unknown as JsonObject) as unknown as ServerOffers;
}

function serverTool({ name, digest, tool, permission, effect }: PinnedTool, drift: ServerDrift | null): ServerTool {
  const annotations = isJsonObject(tool['annotations']) ? tool['annotations'] : {};
  const title = textOf(tool['title']) || textOf(annotations['title']);
  return {
    name,
    digest,
    title,
    description: textOf(tool['description']),
    permission,
    effect,
    hints: hintsOf(annotations),
    inputSchema: isJsonObject(tool['inputSchema']) ? tool['inputSchema'] : {},
    object: tool,
    drift:
      drift === null
        ? null
        : drift.removed.includes(name)
          ? 'removed'
          : drift.changed.some((change) => change.tool === name)
            ? 'changed'
            : null,
  };
}

function hintsOf(annotations: JsonObject): readonly string[] {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  return [
    ...(readOnlyHint === true ? ['read only'] : readOnlyHint === false ? ['not read only'] : []),
    ...(destructiveHint === true ? ['destructive'] : destructiveHint === false ? ['not destructive'] : []),
    ...(idempotentHint === true ? ['the same when repeated'] : []),
    ...(openWorldHint === true ? ['reaches other systems'] : []),
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
