import type { LibraryDocument, LibraryStore, PlanText } from '#main/engine/ports/library.ts';
import { sha256 } from '#main/kernel/hash.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import type { PlanRevision } from '#shared/api/plans.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Connection } from '../connection.ts';
import type { RunIndex } from '../history/run-index.ts';
import {
  DOCUMENT_COLUMNS,
  type DocumentRow,
  document,
  newestRevision,
  REVISION_COLUMNS,
  type RevisionRow,
  revision,
} from './document-row.ts';
import { listDocuments } from './list-documents.ts';

export function libraryStore(connection: Connection, index: RunIndex): LibraryStore {
  const shelf = new Shelf(connection);
  return {
    create: (wanted, now) => connection.write(() => shelf.create(wanted, now)),
    get: (id) => connection.snapshot(() => shelf.find(id)),
    list: (options) => connection.snapshot(() => listDocuments(connection, index, options)),
    saveDraft: (id, draft, basedOn, now) => connection.write(() => shelf.saveDraft(id, draft, basedOn, now)),
    discardDraft: (id) => connection.write(() => shelf.discardDraft(id)),
    publish: (id, wanted, basedOn, now) => connection.write(() => shelf.publish(id, wanted, basedOn, now)),

    revisions(id) {
      const rows = connection.all<RevisionRow>(
        `select ${REVISION_COLUMNS} from revisions where document_id = +? order by number desc`,
        id,
      );
      return rows.map(revision);
    },

    revision(id, number) {
      const row = connection.get<RevisionRow & { readonly text: string }>(
        `select ${REVISION_COLUMNS}, text from revisions where document_id = +? and number = +?`,
        id,
        number,
      );
      return row === undefined ? undefined : { revision: revision(row), text: row.text };
    },

    textOf: (digest) =>
      connection.get(
        `select document_id as documentId, number, text from revisions where digest = +?
         order by published_at desc, number desc limit 1`,
        digest,
      ),

    isPublished: (digest) =>
      connection.get(
        `select 1 from revisions join documents on id = document_id where digest = +? and archived_at is null limit 1`,
        digest,
      ) !== undefined,

    archive: (id, now) => connection.write(() => shelf.setArchived(id, now)),
    restore: (id) => connection.write(() => shelf.setArchived(id, null)),
  };
}

/** The newest revision: its text, and what its plan calls itself. */
interface Head {
  readonly text: string;
  /** Of the text. */
  readonly digest: string;
  readonly name: string;
  readonly title: string;
}

/** The documents. Every method runs inside a transaction of its caller. */
class Shelf {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  find(id: string): LibraryDocument | undefined {
    const row = this.#connection.get<DocumentRow>(`select ${DOCUMENT_COLUMNS} from documents where id = +?`, id);
    return row === undefined ? undefined : document(row, newestRevision(this.#connection, id));
  }

  create(wanted: Parameters<LibraryStore['create']>[0], now: number): LibraryDocument {
    const id = uuidv7(now);
    this.#connection.run(
      `insert into documents (id, name, title, origin, folder, draft, draft_updated_at, text_digest, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      wanted.name,
      wanted.title,
      wanted.origin,
      wanted.folder ?? null,
      wanted.text,
      now,
      sha256(wanted.text),
      now,
    );
    return this.#get(id);
  }

  saveDraft(id: string, draft: PlanText, basedOn: Digest, now: number): LibraryDocument {
    const before = this.#toChange(id, basedOn);
    const digest = sha256(draft.text);
    const isPublished = this.#head(id)?.digest === digest;
    this.#connection.run(
      `update documents set draft = ?, draft_updated_at = ?, text_digest = ?, name = ?, title = ? where id = +?`,
      isPublished ? null : draft.text,
      isPublished ? null : now,
      digest,
      draft.name ?? before.name,
      draft.title ?? before.title,
      id,
    );
    return this.#get(id);
  }

  discardDraft(id: string): LibraryDocument {
    const before = this.#open(id);
    if (before.draft === null) return before;
    const head = this.#head(id);
    if (head === undefined) {
      throw new AppError('plan.no-revision', `${before.title} has no published text to go back to`, {
        hint: 'archive the plan instead',
      });
    }
    this.#connection.run(
      'update documents set draft = null, draft_updated_at = null, text_digest = ?, name = ?, title = ? where id = +?',
      head.digest,
      head.name,
      head.title,
      id,
    );
    return this.#get(id);
  }

  publish(id: string, wanted: Parameters<LibraryStore['publish']>[1], basedOn: Digest, now: number): PlanRevision {
    this.#toChange(id, basedOn);
    if (this.#connection.get('select 1 from plans where digest = +?', wanted.digest) === undefined) {
      throw new AppError('store.unknown-plan', `plan ${wanted.name} is not stored, so it cannot be published`, {
        hint: 'put the plan first',
        details: { planDigest: wanted.digest },
      });
    }
    const number = (newestRevision(this.#connection, id)?.number ?? 0) + 1;
    const digest = sha256(wanted.text);
    this.#connection.run(
      `insert into revisions (document_id, number, digest, version, published_by, published_at, text_digest, text)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      number,
      wanted.digest,
      wanted.version,
      wanted.by,
      now,
      digest,
      wanted.text,
    );
    this.#connection.run(
      `update documents set draft = null, draft_updated_at = null, text_digest = ?, name = ?, title = ? where id = +?`,
      digest,
      wanted.name,
      wanted.title,
      id,
    );
    return { number, digest: wanted.digest, version: wanted.version, by: wanted.by, at: now };
  }

  setArchived(id: string, at: number | null): LibraryDocument {
    const before = this.#get(id);
    if ((before.archivedAt === null) === (at === null)) return before;
    this.#connection.run('update documents set archived_at = ? where id = +?', at, id);
    return { ...before, archivedAt: at };
  }

  #get(id: string): LibraryDocument {
    const found = this.find(id);
    if (found !== undefined) return found;
    throw new AppError('plan.unknown', `there is no plan ${id} in the library`, { hint: 'look at the list of plans' });
  }

  #open(id: string): LibraryDocument {
    const found = this.#get(id);
    if (found.archivedAt === null) return found;
    throw new AppError('plan.archived', `${found.title} is archived`, { hint: 'restore it before you change it' });
  }

  #toChange(id: string, basedOn: Digest): LibraryDocument {
    const found = this.#open(id);
    if (found.textDigest === basedOn) return found;
    const text = found.draft ?? this.#head(id)?.text ?? '';
    throw new AppError('plan.draft-changed', `${found.title} was saved elsewhere meanwhile`, {
      hint: 'compare both texts, then save again',
      details: { text, textDigest: found.textDigest },
    });
  }

  #head(id: string): Head | undefined {
    return this.#connection.get(
      `select text, text_digest as digest, plans.name, coalesce(json_extract(plans.body, '$.title'), plans.name) as title
       from revisions join plans on plans.digest = revisions.digest
       where document_id = +? order by number desc limit 1`,
      id,
    );
  }
}
