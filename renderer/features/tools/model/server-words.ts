import type { ServerState } from '#shared/api/mcp-views.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';

/** How a state looks: `on`, a hollow ring, a square, or something that a person has to do. */
export type StateLook = 'on' | 'busy' | 'slow' | 'off' | 'quiet' | 'person';

/** A state in words, and how its mark looks. */
export const SERVER_STATES: Readonly<Record<ServerState, { readonly word: string; readonly look: StateLook }>> = {
  'not-approved': { word: 'Not approved', look: 'person' },
  disabled: { word: 'Off', look: 'quiet' },
  stopped: { word: 'Stopped', look: 'quiet' },
  starting: { word: 'Starting', look: 'busy' },
  connected: { word: 'Connected', look: 'on' },
  slow: { word: 'Slow', look: 'slow' },
  failed: { word: 'Failed', look: 'off' },
  'login-required': { word: 'Needs a login', look: 'person' },
  drifted: { word: 'Changed', look: 'off' },
};

/** There is a connection to it. */
export function isStanding(state: ServerState): boolean {
  return state === 'connected' || state === 'slow' || state === 'drifted';
}

export const PERMISSION_WORDS: Readonly<Record<Permission, string>> = { allow: 'Allow', ask: 'Ask', deny: 'Deny' };

export const EFFECT_WORDS: Readonly<Record<ToolEffect, string>> = {
  read: 'Read',
  write: 'Write',
  irreversible: 'Irreversible',
};

/** What may be done with the tools of a server, as its operator judged them. */
export function countsText({ allow, ask, deny }: Readonly<Record<Permission, number>>): string {
  const total = allow + ask + deny;
  if (total === 0) return 'It offers no tools.';
  if (ask === total) return total === 1 ? 'Its 1 tool asks first.' : `Its ${total} tools ask first.`;
  const parts = [
    ...(allow > 0 ? [`${allow} allowed`] : []),
    ...(ask > 0 ? [ask === 1 ? '1 asks first' : `${ask} ask first`] : []),
    ...(deny > 0 ? [`${deny} denied`] : []),
  ];
  return `${total === 1 ? '1 tool' : `${total} tools`}: ${parts.join(', ')}.`;
}

/** What stands beside the button that calls a tool. */
export function callNote(permission: Permission, effect: ToolEffect): string {
  if (permission === 'deny') return 'Denied: nobody may call it.';
  if (effect === 'irreversible') return 'Cannot be undone, so its name has to be typed.';
  if (permission === 'ask') return effect === 'read' ? 'Reads, and asks first.' : 'Writes, so it asks first.';
  return effect === 'read' ? 'Reads. Calls are made at once.' : 'Writes. Calls are made at once.';
}
