import { expect, test } from 'vitest';
import { sha256 } from '#main/kernel/hash.ts';
import type { RunId } from '#shared/run/ids.ts';
import { makePlan } from '#test/conformance/store/store-world.ts';
import { openWorld } from './open-world.ts';

function attach(
  world: ReturnType<typeof openWorld>['world'],
  runId: RunId,
  files: readonly (readonly [string, string])[],
) {
  const artifacts = files.map(([stepId, name]) => ({
    stepId,
    name,
    digest: sha256(name),
    mediaType: 'text/plain',
    size: name.length,
  }));
  world.store.runs.append({
    runId,
    expectedSeq: world.lastSeq(runId),
    events: [{ type: 'run.requeued', at: 1, actor: { kind: 'worker', name: 'w' }, data: { reason: '' } }],
    summary: world.get(runId),
    steps: [],
    artifacts,
  });
  return artifacts;
}

test('artifacts come by run and step, newest run first, page by page', () => {
  const { world, store } = openWorld();
  const [a, , c, d] = [world.queue(), world.queue(), world.queue(), world.queue({ plan: makePlan('report') })];
  const [log] = attach(world, a, [['two', 'build.log']]);
  const [first, second, third] = attach(world, c, [
    ['two', 'b.txt'],
    ['one', 'build.log'],
    ['two', 'a.txt'],
  ]);
  attach(world, d, [['one', 'sbom.json']]);
  const all = { text: '', runId: null, before: null, limit: 2 };
  const page = store.artifactsPage(all);
  expect(page.groups.map((group) => [group.run.number, group.planTitle])).toEqual([
    [4, 'report'],
    [3, 'sample'],
  ]);
  expect(page.groups[1]).toEqual({
    run: world.get(c),
    status: 'queued',
    planTitle: 'sample',
    steps: [
      { stepId: 'one', index: 0, title: 'one', files: [second] },
      { stepId: 'two', index: 1, title: 'two', files: [first, third] },
    ],
  });
  expect(page.totals).toEqual({ files: 5, contents: 4, bytes: 9 + 5 + 5 + 9 });
  expect(page.next).toBe(3);
  const last = store.artifactsPage({ ...all, before: page.next });
  expect(last.groups.map((group) => group.steps)).toEqual([[{ stepId: 'two', index: 1, title: 'two', files: [log] }]]);
  expect(last.next).toBeNull();
  expect(store.artifactsPage({ ...all, runId: a }).groups.map((group) => group.run.runId)).toEqual([a]);
});

test('they are found by name, by plan, by label and by the beginning of a digest', () => {
  const { world, store } = openWorld();
  const [a, b] = [world.queue(), world.queue({ plan: makePlan('report') })];
  attach(world, a, [
    ['one', 'Build.LOG'],
    ['two', 'other.txt'],
  ]);
  const [sbom] = attach(world, b, [['one', 'sbom.json']]);
  const find = (text: string) =>
    store
      .artifactsPage({ text, runId: null, before: null, limit: 10 })
      .groups.map(({ run, steps }) => [run.number, ...steps.flatMap((step) => step.files.map((file) => file.name))]);
  expect(find('build')).toEqual([[1, 'Build.LOG']]);
  expect(find('REPORT')).toEqual([[2, 'sbom.json']]);
  expect(find('r-1')).toEqual([[1, 'Build.LOG', 'other.txt']]);
  expect(find(sbom?.digest.slice(0, 15) ?? '')).toEqual([[2, 'sbom.json']]);
  expect(find(sbom?.digest.slice(7, 15) ?? '')).toEqual([[2, 'sbom.json']]);
  expect(find('%')).toEqual([]);
});

test('without artifacts there are none', () => {
  const { world, store } = openWorld();
  world.queue();
  expect(store.artifactsPage({ text: '', runId: null, before: null, limit: 10 })).toEqual({
    groups: [],
    next: null,
    totals: { files: 0, contents: 0, bytes: 0 },
  });
});
