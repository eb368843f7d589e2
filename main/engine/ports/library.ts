import type { PlanRevision } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** A plan that people write and keep: texts as typed, a draft and numbered revisions. */
export interface LibraryDocument {
  /** A UUIDv7. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly origin: 'new' | 'file' | 'template';
  /** The absolute folder that relative paths start from; `null`: the workspace of the session that runs it. */
  readonly folder: string | null;
  /** What is being written; `null` when nothing differs from the newest revision. */
  readonly draft: string | null;
  /** ms UTC. */
  readonly draftUpdatedAt: number | null;
  readonly head: PlanRevision | null;
  readonly createdAt: number;
  readonly archivedAt: number | null;
  /** Of the draft, or else the text of the newest revision: what a change must be based on. */
  readonly textDigest: Digest;
}

/** A line of the library. */
export interface ListedDocument extends Omit<LibraryDocument, 'draft'> {
  readonly hasDraft: boolean;
  /** Runs of plans with its name. */
  readonly runs: number;
  readonly lastRun: RunSummary | null;
}

/** A text with what it calls itself, as far as it can be read. */
export interface PlanText {
  readonly text: string;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
}

/**
 * Unknown ids are refused with `plan.unknown`, changes of archived documents with `plan.archived`. `basedOn` is the
 * `textDigest` that a change was made from: when another text stands there meanwhile it is refused with
 * `plan.draft-changed`, and the details carry that text (`text`, `textDigest`).
 */
export interface LibraryStore {
  /** A new document whose text is its draft. */
  create(
    document: PlanText & {
      readonly name: string;
      readonly title: string;
      readonly folder?: string | null | undefined;
      readonly origin: LibraryDocument['origin'];
    },
    now: number,
  ): LibraryDocument;
  get(id: string): LibraryDocument | undefined;
  /** By title. */
  list(options: { readonly archived: boolean }): readonly ListedDocument[];
  /** A draft that says what the newest revision says is no draft any more. */
  saveDraft(id: string, draft: PlanText, basedOn: Digest, now: number): LibraryDocument;
  /** Back to the newest revision. Refused with `plan.no-revision` when there is none. */
  discardDraft(id: string): LibraryDocument;
  /** Makes the text the next revision and ends the draft. The plan must be stored under its digest. */
  publish(
    id: string,
    revision: {
      readonly text: string;
      readonly name: string;
      readonly title: string;
      readonly digest: Digest;
      readonly version: string;
      /** Name of the person. */
      readonly by: string;
    },
    basedOn: Digest,
    now: number,
  ): PlanRevision;
  /** Newest first. */
  revisions(id: string): readonly PlanRevision[];
  revision(id: string, number: number): { readonly revision: PlanRevision; readonly text: string } | undefined;
  /** Where the plan with this digest was published last, as it was typed. */
  textOf(digest: Digest): { readonly documentId: string; readonly number: number; readonly text: string } | undefined;
  /** True where the plan with this digest is a revision, the newest or an earlier one, of a plan that is not archived. */
  isPublished(digest: Digest): boolean;
  archive(id: string, now: number): LibraryDocument;
  restore(id: string): LibraryDocument;
}
