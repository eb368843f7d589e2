import { AppError } from '../../lib/app-error.ts';
import type { ServerDefinition } from '../server.ts';

/** A secret that a server of an imported file needs. */
export interface ImportedSecret {
  /** The name that the definition knows it by. */
  readonly name: string;
  /** Where it goes: `environment variable API_KEY`, `header Authorization`. */
  readonly use: string;
  /** What the file holds, to be put into the vault; `null` where somebody has to give it first. */
  readonly value: string | null;
  /** What the file says about it, or the form that the value has; empty where there is nothing to say. */
  readonly about: string;
}

/** A server of an imported file. Nothing of it was started or stored. */
export interface ImportedServer {
  readonly definition: ServerDefinition;
  /** False where the file says that it is switched off. */
  readonly isEnabled: boolean;
  readonly secrets: readonly ImportedSecret[];
  /** What was left out of the file, or understood in a way of its own: one sentence each. */
  readonly notes: readonly string[];
}

/** What an imported file holds. */
export interface ImportedFile {
  /** Such as `mcpServers` or `MCP registry`: told as the origin of its servers. */
  readonly format: string;
  readonly servers: readonly ImportedServer[];
}

/** What the reader of a file is told of the world; it looks nothing up by itself. */
export interface ImportContext {
  /** Values of what the file asks for, by its name there. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Variables of the environment, for `${env:NAME}`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Values of `${workspaceFolder}` and the like, by that name. */
  readonly folders: Readonly<Record<string, string | undefined>>;
  /** Names of secrets that servers use already, and which server. */
  readonly takenSecrets: ReadonlyMap<string, string>;
  /** Only these servers of the file, by their name there; all when empty. */
  readonly only: readonly string[];
}

/** Something in a file that cannot be taken in, where it stands and what is wrong. */
export class ImportProblem extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** The error of a file with problems: all of them at once. */
export function importError(problems: readonly ImportProblem[]): AppError {
  return new AppError('mcp.import-invalid', 'the file cannot be imported: nothing was taken from it', {
    hint: 'mend the file, or import only some of its servers',
    details: {
      problems: problems.map(({ pointer, message }) => `${pointer === '' ? 'the file' : pointer}: ${message}`),
    },
  });
}

/** A JSON Pointer one level deeper. */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
