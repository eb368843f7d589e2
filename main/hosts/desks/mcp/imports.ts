import { randomUUID } from 'node:crypto';
import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { ImportPreview } from '#shared/api/mcp-views.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { serverWarnings } from '#shared/mcp/server-warnings.ts';
import type { OpenedImport } from '../../mcp-import/open-import.ts';
import { takeImport } from '../../mcp-import/take-import.ts';

/** Files that were read and are not taken over yet; the oldest are forgotten. */
const MOST_KEPT = 8;

export interface ImportParts {
  readonly servers: McpServerStore;
  readonly setSecret: (name: string, value: string) => Promise<void>;
  readonly now: () => number;
}

/** Configurations between being read and being taken over. Values of secrets stay here, and go to the vault. */
export class Imports {
  readonly #parts: ImportParts;
  readonly #kept = new Map<string, OpenedImport>();

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  preview(opened: OpenedImport): ImportPreview {
    const { servers } = this.#parts;
    const importId = randomUUID();
    this.#kept.set(importId, opened);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    const known = new Set([
      ...servers.list().map(({ definition }) => definition.name),
      ...servers.unreadable().map(({ name }) => name),
    ]);
    return {
      importId,
      format: opened.file.format,
      servers: opened.file.servers.map(({ definition, secrets, notes }) => ({
        name: definition.name,
        definition,
        secrets: secrets.map(({ name, value }) => ({ name, given: value !== null })),
        warnings: [...notes, ...serverWarnings(definition)],
        exists: known.has(definition.name),
      })),
    };
  }

  /** Takes over what is named. Throws AppError `mcp.unknown-import`, `mcp.exists`, `vault.*`. */
  async take(importId: string, names: readonly string[], replace: boolean): Promise<readonly RegisteredServer[]> {
    const opened = this.#kept.get(importId);
    if (opened === undefined) {
      throw new AppError('mcp.unknown-import', 'that configuration is not known any more', { hint: 'read it again' });
    }
    const stored = await takeImport(opened, { ...this.#parts, names, replace });
    this.#kept.delete(importId);
    return stored;
  }
}
