import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import type { ImportContext } from '#shared/mcp/import/imported.ts';
import { secretsInUse } from './take-import.ts';

/** Folders that belong to a program and lie in the folder that is worked in. */
const PROGRAM_FOLDERS = new Set(['.vscode', '.cursor', '.mcp', '.claude', '.gemini', '.github']);

/** What the reader of a file is told of this machine. `path`: where the file lies, when it is known. */
export function importContext(
  servers: McpServerStore,
  variables: ImportContext['variables'],
  given: { readonly path?: string; readonly inputs?: ImportContext['inputs']; readonly only?: readonly string[] } = {},
): ImportContext {
  const home = homedir();
  const folder = given.path === undefined ? undefined : dirname(given.path);
  const workspace = folder !== undefined && PROGRAM_FOLDERS.has(basename(folder)) ? dirname(folder) : folder;
  return {
    inputs: given.inputs ?? {},
    variables,
    folders: {
      HOME: home,
      userHome: home,
      DESKTOP: join(home, 'Desktop'),
      DOCUMENTS: join(home, 'Documents'),
      DOWNLOADS: join(home, 'Downloads'),
      pathSeparator: sep,
      '/': sep,
      ...(workspace === undefined ? {} : { workspaceFolder: workspace, workspaceFolderBasename: basename(workspace) }),
    },
    takenSecrets: secretsInUse(servers),
    only: given.only ?? [],
  };
}
