import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { isSteady, serverDrift } from '#shared/mcp/drift.ts';
import { driftLines } from '#shared/mcp/drift-text.ts';
import type { ServerSnapshot } from '#shared/mcp/pin.ts';
import { revealedLine } from '#shared/mcp/revealed.ts';
import type { ControlRoom } from '../../compose.ts';
import type { Invocation } from '../invocation.ts';
import { askYes } from './ask-yes.ts';

/** What a server offers now. Connects to it; throws the AppErrors of a connection. */
export async function offerOf(room: ControlRoom, name: string, signal: AbortSignal): Promise<ServerSnapshot> {
  return (await (await room.mcp.hub()).offer(name, signal)).snapshot;
}

/** Shows what is offered, or how it differs from what is pinned, and pins just that. `undefined`: the person did not want it. */
export async function pinOffer(
  invocation: Invocation,
  room: ControlRoom,
  server: RegisteredServer,
  snapshot: ServerSnapshot,
  yes: boolean,
): Promise<RegisteredServer | undefined> {
  const { name } = server.definition;
  const { identity, tools } = snapshot;
  invocation.say(
    `${name} is ${revealedLine(identity.name)} ${revealedLine(identity.version)}, protocol ${revealedLine(identity.protocol)}`,
  );
  if (server.pins === null) {
    invocation.say(`it offers ${tools.length} tools`);
  } else {
    const drift = serverDrift(server.pins, tools);
    if (isSteady(drift)) {
      invocation.say('it offers what was pinned');
    } else {
      invocation.say('it does not offer what was pinned:');
      for (const line of driftLines(drift)) invocation.say(`  ${line}`);
      if (!(await askYes(invocation, `pin what ${name} offers now`, yes))) return undefined;
    }
  }
  return room.store.mcp.pin(name, snapshot, room.actor.name, room.services.clock.now());
}
