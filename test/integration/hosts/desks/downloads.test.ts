import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it } from 'vitest';
import { createRouter } from '#main/api/router.ts';
import { openDownloads } from '#main/hosts/desks/downloads.ts';
import { ended, refusal, start, testApi, until, work } from '#test/helpers/api-client.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const HERE = encodeURIComponent(hostname());

it('what processes that are gone have left is removed, and nothing of others', async () => {
  const dataDir = tempFolder();
  const { pid: gone } = spawnSync('true');
  const left = (host: string, pid: number, age = 0): string => {
    const name = `${host}.${pid}.${crypto.randomUUID()}`;
    const folder = join(dataDir, 'exports', name);
    mkdirSync(join(folder, 'x'), { recursive: true });
    writeFileSync(join(folder, 'x', 'a.zip'), '');
    const then = Date.now() / 1000 - age;
    utimesSync(folder, then, then);
    return name;
  };
  left(HERE, gone);
  left(HERE, process.pid);
  left('elsewhere', 1, 100_000);
  const kept = [left(HERE, process.ppid, 100_000), left('elsewhere', 1)];
  const other = openDownloads(dataDir);
  const folder = await other.make('mine');
  await openDownloads(dataDir).close();
  expect(readdirSync(join(dataDir, 'exports')).toSorted()).toEqual([...kept, basename(dirname(folder))].toSorted());
  await other.close();
  expect(readdirSync(join(dataDir, 'exports')).toSorted()).toEqual(kept.toSorted());
});

it('a download takes the place of the former one of its run and asker, and few are kept', async () => {
  const desk = await testApi();
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const text = 'pulser: 1\nname: p\nsteps: [{ id: a, do: { shell: "true" }, verify: [{ exit: 0 }] }]\n';
  const runId = await start(desk, text, { sessionId });
  await until(desk, runId, ended);
  const order = { runId, exclude: { artifacts: [], logs: [], fields: [] }, layout: false, folderId: null };
  const exportAs = async (name: string): Promise<string> => {
    const actor = { kind: 'agent', name } as const;
    const client = createRouterClient(createRouter(), { context: { api: { ...desk.api, actor } } });
    return (await client.proofs.export(order)).exportId;
  };
  const bytesOf = (exportId: string) => desk.client.proofs.read({ exportId, offset: 0, maxBytes: 4 });
  const folders = () => {
    const all = join(desk.room.dataDir, 'exports');
    return readdirSync(all).flatMap((own) => readdirSync(join(all, own)));
  };

  const [first, others] = [await exportAs('one'), await exportAs('two')];
  const again = await exportAs('one');
  expect(folders().toSorted()).toEqual([others, again].toSorted());
  expect(await refusal(bytesOf(first))).toMatchObject({ code: 'bundle.unknown-export' });
  expect(await bytesOf(again)).toMatchObject({ base64: Buffer.from('PK\u0003\u0004').toString('base64') });

  const ids = [again];
  for (let at = 0; at < 7; at += 1) ids.push(await exportAs(`asker ${at}`));
  expect(folders().toSorted()).toEqual(ids.toSorted());
});
