import { readInputs } from '#main/compiler/read-inputs.ts';
import type { LibraryDocument } from '#main/engine/ports/library.ts';
import type { PlanDocument, PlanRow } from '#shared/api/plans.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { open } from './base.ts';
import { chosenFolder } from './chosen-folder.ts';
import type { ApiContext } from './context.ts';
import type { CheckedText } from './ports/plan-desk.ts';
import { dryRunStored } from './start/dry-run-stored.ts';
import { soundPlan } from './start/sound-plan.ts';
import { storedPlan } from './start/start-stored.ts';

export const planCalls = {
  list: open.plans.list.handler(({ context: { api }, input }) =>
    api.store.library.list(input).map((listed): PlanRow => {
      const { runs, lastRun, head } = listed;
      const plan = head === null ? undefined : api.store.plans.get(head.digest);
      return {
        ...documentView(listed, listed.hasDraft),
        published: plan === undefined ? null : { name: plan.name, title: plan.title },
        version: head?.version ?? null,
        digest: head?.digest ?? null,
        steps: plan?.steps.length ?? null,
        effect: plan === undefined ? null : riskiest(plan),
        runs,
        lastRun,
      };
    }),
  ),
  get: open.plans.get.handler(({ context: { api }, input: { documentId } }) => {
    const document = requireDocument(api, documentId);
    return {
      document: documentView(document, document.draft !== null),
      text: textOf(api, document),
      textDigest: document.textDigest,
      revisions: api.store.library.revisions(documentId),
    };
  }),
  revision: open.plans.revision.handler(({ context: { api }, input: { documentId, number } }) => {
    requireDocument(api, documentId);
    const found = api.store.library.revision(documentId, number);
    if (found !== undefined) return found;
    throw new AppError('plan.no-revision', `the plan has no revision ${number}`);
  }),
  create: open.plans.create.handler(async ({ context: { api }, input: { text, origin, folderId } }) => {
    const check = await api.plans.check(text);
    const { name, title } = namesIn(check);
    const folder = typeof folderId === 'string' ? chosenFolder(api, folderId) : null;
    const named = { name: name ?? 'untitled', title: title ?? name ?? 'Untitled plan' };
    return viewOf(api.store.library.create({ text, origin, folder, ...named }, api.services.clock.now()));
  }),
  saveDraft: open.plans.saveDraft.handler(async ({ context: { api }, input: { documentId, text, basedOn } }) => {
    const draft = { text, ...namesIn(await api.plans.check(text)) };
    const saved = api.store.library.saveDraft(documentId, draft, basedOn, api.services.clock.now());
    return { document: viewOf(saved), textDigest: saved.textDigest };
  }),
  discardDraft: open.plans.discardDraft.handler(({ context, input }) =>
    viewOf(context.api.store.library.discardDraft(input.documentId)),
  ),
  publish: open.plans.publish.handler(async ({ context: { api }, input: { documentId, basedOn } }) => {
    const { store, services, actor } = api;
    const document = requireDocument(api, documentId);
    const text = textOf(api, document);
    const { plan, digest } = await soundPlan(api, text);
    const now = services.clock.now();
    store.plans.put(plan, digest, now);
    const { name, title, version } = plan;
    return store.library.publish(documentId, { text, name, title, version, digest, by: actor.name }, basedOn, now);
  }),
  archive: open.plans.archive.handler(({ context: { api }, input: { documentId, archived } }) =>
    viewOf(
      archived
        ? api.store.library.archive(documentId, api.services.clock.now())
        : api.store.library.restore(documentId),
    ),
  ),
  check: open.plans.check.handler(({ context, input }) => context.api.plans.check(input.text)),
  store: open.plans.store.handler(async ({ context: { api }, input }) => {
    const sound = await soundPlan(api, input.text);
    api.store.plans.put(sound.plan, sound.digest, api.services.clock.now());
    return sound;
  }),
  byDigest: open.plans.byDigest.handler(({ context, input }) => storedPlan(context.api, input.digest)),
  checkInputs: open.plans.checkInputs.handler(({ context: { api }, input: { digest, inputs } }) => {
    const read = readInputs(storedPlan(api, digest), inputs, { fromText: false });
    return read.ok ? { problems: [], values: read.value } : { problems: read.error, values: {} };
  }),
  dryRun: open.plans.dryRun.handler(({ context, input, signal }) =>
    dryRunStored(context.api, input, signal ?? new AbortController().signal),
  ),
  schema: open.plans.schema.handler(({ context }) => context.api.plans.schema()),
  templates: open.plans.templates.handler(({ context }) => context.api.plans.templates()),
  template: open.plans.template.handler(async ({ context, input }) => ({
    text: await context.api.plans.template(input.id),
  })),
};

function requireDocument({ store }: ApiContext, documentId: string): LibraryDocument {
  const document = store.library.get(documentId);
  if (document !== undefined) return document;
  throw new AppError('plan.unknown', 'there is no such plan in the library', {
    hint: 'it may be of another data folder',
  });
}

function viewOf(document: LibraryDocument): PlanDocument {
  return documentView(document, document.draft !== null);
}

function documentView(document: Omit<LibraryDocument, 'draft'>, hasDraft: boolean): PlanDocument {
  const { id, name, title, origin, head, createdAt, draftUpdatedAt, archivedAt } = document;
  const updatedAt = Math.max(createdAt, draftUpdatedAt ?? 0, head?.at ?? 0);
  return { id, name, title, origin, head: head?.number ?? null, hasDraft, createdAt, updatedAt, archivedAt };
}

/** The draft, or else the newest revision. */
function textOf({ store }: ApiContext, { id, draft, head }: LibraryDocument): string {
  if (draft !== null) return draft;
  return (head === null ? undefined : store.library.revision(id, head.number))?.text ?? '';
}

/** What a text calls itself, as far as it can be read. */
function namesIn({ plan, name, title }: CheckedText): { name?: string; title?: string } {
  const found = { name: plan?.name ?? name, title: plan?.title ?? title };
  return {
    ...(found.name === undefined ? {} : { name: found.name }),
    ...(found.title === undefined ? {} : { title: found.title }),
  };
}

const RISKS = ['irreversible', 'write', 'read'] as const;

function riskiest(plan: Plan): PlanRow['effect'] {
  return RISKS.find((effect) => plan.steps.some((step) => step.effect === effect)) ?? null;
}
