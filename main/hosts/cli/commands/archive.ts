import type { Command } from 'commander';
import { AppError } from '#shared/lib/app-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

export function registerArchive(program: Command, accept: Accept): void {
  program
    .command('archive')
    .description('close a session; its runs, logs and artifacts stay where they are')
    .argument('<session>', 'name or id')
    .action((session: string) => accept((invocation) => archive(invocation, session)));
}

async function archive(invocation: Invocation, name: string): Promise<ExitCode> {
  const { store, services } = await invocation.openRoom();
  const session = store.sessions.find(name);
  if (session === undefined) {
    const open = store.sessions.list({ archived: false }).map((one) => one.name);
    throw new AppError('session.unknown', `there is no session ${name}`, {
      hint: open.length === 0 ? 'there are no sessions yet' : `sessions: ${open.join(', ')}`,
    });
  }
  store.sessions.archive(session.id, services.clock.now());
  const archived = store.sessions.find(session.id) ?? session;
  invocation.print({ session: archived }, () => `session ${archived.name} is archived\n`);
  return EXIT.ok;
}
