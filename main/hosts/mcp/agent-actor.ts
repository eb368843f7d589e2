import { stripVTControlCharacters } from 'node:util';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Actor } from '#shared/run/actor.ts';

const LONGEST_NAME = 80;

/** What a client calls itself. Nothing of it is known to be true. */
export interface ClientName {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** The actor that a client's calls are recorded under. Wherever the name is shown, it cannot pass for that of a person. */
export function agentActor(client: ClientName | undefined, mask: Pick<Mask, 'text'>): Actor {
  const said = mask.text(`${client?.name ?? ''} ${client?.version ?? ''}`);
  const plain = stripVTControlCharacters(said)
    .replaceAll(/[\p{Control}\p{Format}\p{Surrogate}\s]+/gu, ' ')
    .trim();
  const name = plain === '' ? 'unnamed' : plain.slice(0, LONGEST_NAME).toWellFormed();
  return { kind: 'agent', name: `${name} (agent)` };
}
