import type { Command } from 'commander';
import { secretsInUse, secretsOf } from '../../mcp-import/take-import.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { serverDocument } from './server-text.ts';

export function registerSwitch(mcp: Command, accept: Accept): void {
  for (const enabled of [true, false]) {
    mcp
      .command(enabled ? 'enable' : 'disable')
      .description(enabled ? 'let a server be used again' : 'keep a server, and let nothing use it')
      .argument('<name>', 'server')
      .action((name: string) => accept((invocation) => setEnabled(invocation, name, enabled)));
  }
  mcp
    .command('remove')
    .description('remove a server with its pins, rules and calls')
    .argument('<name>', 'server')
    .action((name: string) => accept((invocation) => remove(invocation, name)));
}

async function setEnabled(invocation: Invocation, name: string, enabled: boolean): Promise<ExitCode> {
  const { store, services } = await invocation.openRoom();
  const server = store.mcp.setEnabled(name, enabled, services.clock.now());
  invocation.print(serverDocument(server), () => `${name} is ${enabled ? 'enabled' : 'disabled'}\n`);
  return EXIT.ok;
}

async function remove(invocation: Invocation, name: string): Promise<ExitCode> {
  const { store } = await invocation.openRoom();
  const known = store.mcp.list().find(({ definition }) => definition.name === name);
  store.mcp.remove(name);
  const others = secretsInUse(store.mcp);
  const secrets = known === undefined ? [] : secretsOf(known.definition).filter((secret) => !others.has(secret));
  invocation.print({ name, removed: true, secrets }, () => `${name} is removed\n`);
  for (const secret of secrets) invocation.say(`the secret ${secret} is kept: opsroom secrets rm ${secret}`);
  return EXIT.ok;
}
