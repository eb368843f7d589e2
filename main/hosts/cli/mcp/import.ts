import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { importContext } from '../../mcp-import/import-context.ts';
import { openImport } from '../../mcp-import/open-import.ts';
import { ZIP_LIMITS } from '../../mcp-import/zip-archive.ts';
import { collect } from '../command-line.ts';
import type { Accept } from '../commands/accept.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import { pairs } from './own-servers.ts';
import { takeServers } from './take-servers.ts';

interface ImportOptions {
  readonly only?: readonly string[];
  readonly input?: readonly string[];
  readonly replace?: boolean;
}

export function registerImport(mcp: Command, accept: Accept): void {
  mcp
    .command('import')
    .description('add the servers of a file: of Claude Desktop, Cursor, VS Code, the MCP registry, or a bundle (.mcpb)')
    .argument('<file>', 'file')
    .option('--only <name>', 'only this server of the file (repeatable)', collect)
    .option('--input <name=value>', 'value of something that the file asks for (repeatable)', collect)
    .option('--replace', 'replace servers of the same name')
    .action((file: string, options: ImportOptions) => accept((invocation) => importFile(invocation, file, options)));
}

async function importFile(invocation: Invocation, file: string, options: ImportOptions): Promise<ExitCode> {
  const path = resolve(file);
  const bytes = readBytes(path, file);
  const room = await invocation.openRoom();
  const inputs = new Map<string, string[]>();
  for (const [name, value] of pairs(options.input, (text) => usageError(`--input needs NAME=VALUE, not ${text}`))) {
    inputs.set(name, [...(inputs.get(name) ?? []), value]);
  }
  const given = { path, inputs: Object.fromEntries(inputs), only: options.only ?? [] };
  const context = importContext(room.store.mcp, room.environment, given);
  const opened = openImport(bytes, { dataDir: room.dataDir, platform: process.platform }, context);
  return takeServers(invocation, room, opened, { replace: options.replace === true });
}

function readBytes(path: string, shown: string): Buffer {
  try {
    if (statSync(path).size > ZIP_LIMITS.archiveBytes)
      throw new AppError('mcp.import-too-large', `${shown} is too large`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw usageError(`${shown} cannot be read (${errorCode(error) ?? 'unknown'})`);
  }
}
