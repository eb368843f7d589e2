import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { LibraryStore } from '#main/engine/ports/library.ts';
import { jsonDigest, sha256 } from '#main/kernel/hash.ts';
import { makePlan } from '#test/conformance/store/store-world.ts';
import { openWorld } from '../open-world.ts';

const withCode = (code: string, details?: object) =>
  expect.objectContaining({ code, ...(details === undefined ? {} : { details: expect.objectContaining(details) }) });

const TYPED = '# rotate, carefully\r\npulser: 1\nname: rotate\t# keep\n';

function shelf() {
  const { store, world, dataDir } = openWorld();
  const plan = makePlan('rotate');
  const digest = jsonDigest(plan);
  store.plans.put(plan, digest, 1);
  const { library } = store;
  const revision = (text: string): Parameters<LibraryStore['publish']>[1] => ({
    text,
    name: 'rotate',
    title: 'Rotate keys',
    digest,
    version: '1.0.0',
    by: 'o',
  });
  const made = library.create({ name: 'rotate', title: 'Rotate', origin: 'new', text: TYPED }, 5);
  return { store, world, dataDir, library, made, revision, plan, digest };
}

test('a new document is a draft, kept as it was typed', () => {
  const { library, made } = shelf();
  expect(made).toEqual({
    id: made.id,
    name: 'rotate',
    title: 'Rotate',
    origin: 'new',
    folder: null,
    draft: TYPED,
    draftUpdatedAt: 5,
    head: null,
    createdAt: 5,
    archivedAt: null,
    textDigest: sha256(TYPED),
  });
  expect(library.get(made.id)).toEqual(made);
  expect(library.get('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  expect(library.create({ name: 'a', title: 'A', origin: 'file', folder: '/srv', text: '' }, 6).folder).toBe('/srv');
});

test('a draft is saved over the text it was made from, and over no other', () => {
  const { library, made } = shelf();
  const mine = library.saveDraft(made.id, { text: 'mine', name: 'mine', title: 'Mine' }, made.textDigest, 6);
  expect(mine).toMatchObject({
    draft: 'mine',
    draftUpdatedAt: 6,
    name: 'mine',
    title: 'Mine',
    textDigest: sha256('mine'),
  });
  expect(() => library.saveDraft(made.id, { text: 'theirs' }, made.textDigest, 7)).toThrow(
    withCode('plan.draft-changed', { text: 'mine', textDigest: sha256('mine') }),
  );
  expect(library.get(made.id)).toEqual(mine);
  // A text that cannot be read keeps the name it had.
  expect(library.saveDraft(made.id, { text: ':' }, mine.textDigest, 8)).toMatchObject({ draft: ':', name: 'mine' });
  expect(() => library.saveDraft('nobody', { text: '' }, made.textDigest, 7)).toThrow(withCode('plan.unknown'));
});

test('revisions are counted from one, keep their text and never change', () => {
  const { library, made, revision, dataDir, digest } = shelf();
  expect(() => library.publish(made.id, revision(TYPED), sha256('other'), 6)).toThrow(withCode('plan.draft-changed'));
  const one = library.publish(made.id, revision(TYPED), made.textDigest, 6);
  expect(one).toEqual({ number: 1, digest, version: '1.0.0', by: 'o', at: 6 });
  expect(library.get(made.id)).toMatchObject({ draft: null, draftUpdatedAt: null, head: one, title: 'Rotate keys' });
  const two = library.publish(made.id, revision('second'), made.textDigest, 7);
  expect(library.revisions(made.id)).toEqual([two, one]);
  expect(library.revision(made.id, 1)).toEqual({ revision: one, text: TYPED });
  expect(library.revision(made.id, 3)).toBeUndefined();
  expect(library.textOf(digest)).toEqual({ documentId: made.id, number: 2, text: 'second' });
  expect(library.textOf(sha256('none'))).toBeUndefined();

  const unknown = { ...revision('third'), digest: sha256('none') };
  expect(() => library.publish(made.id, unknown, sha256('second'), 8)).toThrow(withCode('store.unknown-plan'));
  const db = new Database(join(dataDir, 'opsroom.db'));
  expect(() => db.exec(`update revisions set text = ''`)).toThrow('never change');
  expect(() => db.exec('delete from revisions')).toThrow('never removed');
  db.close();
});

test('a draft is discarded, and is none once it says what the newest revision says', () => {
  const { library, made, revision, plan } = shelf();
  expect(() => library.discardDraft(made.id)).toThrow(withCode('plan.no-revision'));
  library.publish(made.id, revision(TYPED), made.textDigest, 6);
  const changed = { text: 'changed', name: 'other', title: 'Another' };
  const draft = library.saveDraft(made.id, changed, made.textDigest, 7);
  expect(draft).toMatchObject({ name: 'other', title: 'Another' });
  expect(library.discardDraft(made.id)).toMatchObject({
    draft: null,
    draftUpdatedAt: null,
    textDigest: made.textDigest,
    name: 'rotate',
    title: plan.title,
  });
  library.saveDraft(made.id, { text: 'changed' }, made.textDigest, 8);
  expect(library.saveDraft(made.id, { text: TYPED }, draft.textDigest, 9)).toMatchObject({
    draft: null,
    textDigest: made.textDigest,
  });
});

test('what is archived does not change before it is restored', () => {
  const { library, made } = shelf();
  expect(library.archive(made.id, 9).archivedAt).toBe(9);
  expect(library.archive(made.id, 10).archivedAt).toBe(9);
  expect(() => library.saveDraft(made.id, { text: 'x' }, made.textDigest, 9)).toThrow(withCode('plan.archived'));
  expect(library.list({ archived: false })).toEqual([]);
  expect(library.list({ archived: true }).map((row) => row.id)).toEqual([made.id]);
  expect(library.restore(made.id).archivedAt).toBeNull();
  expect(() => library.restore('nobody')).toThrow(withCode('plan.unknown'));
});

test('the list tells runs by the name of the plan', () => {
  const { library, made, world, plan, store } = shelf();
  library.create({ name: 'alone', title: 'alone', origin: 'new', text: 'x' }, 6);
  world.queue({ plan });
  const last = world.queue({ plan });
  expect(library.list({ archived: false })).toEqual([
    expect.objectContaining({ name: 'alone', runs: 0, lastRun: null, hasDraft: true }),
    expect.objectContaining({ id: made.id, runs: 2, lastRun: store.runs.get(last), hasDraft: true }),
  ]);
  expect(library.list({ archived: false })[0]).not.toHaveProperty('draft');
});
