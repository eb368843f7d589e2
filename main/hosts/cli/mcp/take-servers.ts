import type { ImportedSecret } from '#shared/mcp/import/imported.ts';
import { revealedLine } from '#shared/mcp/revealed.ts';
import { serverWarnings } from '#shared/mcp/server-warnings.ts';
import type { ControlRoom } from '../../compose.ts';
import type { OpenedImport } from '../../mcp-import/open-import.ts';
import { refuseExisting, takeImport } from '../../mcp-import/take-import.ts';
import { askHidden } from '../ask-hidden.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { serverDocument } from './server-text.ts';

/** Stores the servers that were read, and says what is left to do. Nothing starts. */
export async function takeServers(
  invocation: Invocation,
  room: ControlRoom,
  opened: OpenedImport,
  { replace }: { readonly replace: boolean },
): Promise<ExitCode> {
  const { store, services, vault } = room;
  const { servers } = opened.file;
  if (!replace)
    refuseExisting(
      store.mcp,
      servers.map(({ definition }) => definition.name),
    );
  const missing: ImportedSecret[] = [];
  const typed = new Map<string, string>();
  for (const secret of servers.flatMap((server) => server.secrets)) {
    if (secret.value !== null || (await isKnown(room, secret.name))) continue;
    const value =
      invocation.io.canAsk && !invocation.json ? await askHidden(invocation.io, secretQuestion(secret)) : '';
    if (value.trim() === '') missing.push(secret);
    else typed.set(secret.name, value);
  }
  const stored = await takeImport(opened, {
    servers: store.mcp,
    setSecret: (name, value) => vault.set(name, value),
    now: () => services.clock.now(),
    replace,
  });
  for (const [name, value] of typed) await vault.set(name, value);
  const kept = servers.flatMap((server) =>
    server.secrets.filter(({ value }) => value !== null).map(({ name }) => name),
  );
  const document = {
    format: opened.file.format,
    servers: stored.map((server, index) => ({ ...serverDocument(server), notes: servers[index]?.notes ?? [] })),
    secrets: {
      stored: [...kept, ...typed.keys()],
      missing: missing.map(({ name, use, about }) => ({ name, use, about })),
    },
  };
  invocation.print(document, () => stored.map(({ definition }) => `${definition.name} is added\n`).join(''));
  for (const { definition, notes } of servers) {
    for (const note of notes) invocation.say(`${definition.name}: ${revealedLine(note)}`);
    for (const warning of serverWarnings(definition)) {
      invocation.say(`${invocation.io.errPaint('yellow', 'warning')}: ${definition.name}: ${warning}`);
    }
  }
  for (const name of [...kept, ...typed.keys()]) invocation.say(`the secret ${name} is in the vault`);
  for (const { name, use, about } of missing) {
    invocation.say(
      `${use} has no value yet${about === '' ? '' : ` (${revealedLine(about)})`}: opsroom secrets set ${name}`,
    );
  }
  for (const { definition } of stored)
    invocation.say(`nothing was started; to use it: opsroom mcp approve ${definition.name}`);
  return EXIT.ok;
}

async function isKnown({ vault, environment }: ControlRoom, name: string): Promise<boolean> {
  if (environment[name] !== undefined) return true;
  return (await vault.list()).some((entry) => entry.name === name);
}

function secretQuestion({ name, use, about }: ImportedSecret): string {
  return `${use}${about === '' ? '' : ` (${revealedLine(about)})`}, kept as ${name}; empty: later. Value: `;
}
