import type { LibraryDocument } from '#main/engine/ports/library.ts';
import type { PlanRevision } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Connection } from '../connection.ts';

export interface DocumentRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly origin: LibraryDocument['origin'];
  readonly folder: string | null;
  readonly draft: string | null;
  readonly draft_updated_at: number | null;
  readonly text_digest: string;
  readonly created_at: number;
  readonly archived_at: number | null;
}

export interface RevisionRow {
  readonly number: number;
  readonly digest: string;
  readonly version: string;
  readonly published_by: string;
  readonly published_at: number;
}

export const DOCUMENT_COLUMNS =
  'id, name, title, origin, folder, draft, draft_updated_at, text_digest, created_at, archived_at';
export const REVISION_COLUMNS = 'number, digest, version, published_by, published_at';

export function revision(row: RevisionRow): PlanRevision {
  return {
    number: row.number,
    digest: row.digest as Digest,
    version: row.version,
    by: row.published_by,
    at: row.published_at,
  };
}

export function newestRevision(connection: Connection, id: string): PlanRevision | null {
  const row = connection.get<RevisionRow>(
    `select ${REVISION_COLUMNS} from revisions where document_id = +? order by number desc limit 1`,
    id,
  );
  return row === undefined ? null : revision(row);
}

export function document(row: DocumentRow, head: PlanRevision | null): LibraryDocument {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    origin: row.origin,
    folder: row.folder,
    draft: row.draft,
    draftUpdatedAt: row.draft_updated_at,
    head,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
    textDigest: row.text_digest as Digest,
  };
}
