import { AppError } from '../../lib/app-error.ts';
import { isJsonObject } from '../../lib/json.ts';
import { readConfigFile } from './config-file.ts';
import type { ImportContext, ImportedFile } from './imported.ts';
import { readJsonText } from './json-text.ts';
import { readRegistryFile } from './registry-file.ts';

/**
 * Reads the text of a file that configures MCP servers: `mcpServers`, VS Code's `servers`, or `server.json` of the registry.
 * Throws AppError `mcp.import-json`, `mcp.import-too-large`, `mcp.import-format`, and `mcp.import-invalid` with every problem.
 */
export function readImport(text: string, context: ImportContext): ImportedFile {
  const file = readJsonText(text);
  if (isJsonObject(file)) {
    if (file.mcpServers !== undefined || isJsonObject(file.servers)) return readConfigFile(file, context);
    // An answer of the registry's API holds the file in a member.
    const server = isJsonObject(file.server) && file.packages === undefined ? file.server : file;
    if (server.packages !== undefined || server.remotes !== undefined) return readRegistryFile(server, context);
    if (isJsonObject(file.mcp) && isJsonObject(file.mcp.servers)) return readConfigFile(file.mcp, context);
  }
  throw new AppError('mcp.import-format', 'the file configures no MCP servers in a form that is known', {
    hint: 'known are mcpServers, servers of VS Code, server.json of the MCP registry, and .mcpb bundles',
  });
}
