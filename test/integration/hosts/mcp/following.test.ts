import type { Client } from '@modelcontextprotocol/client';
import type { ServerEvent } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { ChangeFeed } from '#main/hosts/mcp/change-feed.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { agentServer, ask, ERAS, type Era } from '#test/helpers/agent-server.ts';
import { type TestClient, testApi } from '#test/helpers/api-client.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';

const plan = (name: string, mark = 'x'): string =>
  `pulser: 1\nname: ${name}\nsteps:\n  - id: only\n    do: { shell: "echo ${mark}" }\n    verify: [{ exit: 0 }]\n`;

/** What a client hears, and a promise of the next thing of a kind. */
class Ear {
  readonly uris: string[] = [];
  lists = 0;
  #woken = (): void => {};

  constructor(client: Client) {
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      this.uris.push(params.uri);
      this.#woken();
    });
    client.setNotificationHandler('notifications/resources/list_changed', () => {
      this.lists += 1;
      this.#woken();
    });
  }

  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      await new Promise<void>((resolve) => {
        this.#woken = resolve;
      });
    }
  }
}

async function desk(era: Era) {
  const { room, client: person } = await testApi();
  const client = await (await agentServer(room)).connect(era);
  return { person, client, ear: new Ear(client) };
}

async function follow(client: Client, uris: readonly string[]): Promise<void> {
  if (client.getProtocolEra() === 'modern') {
    await client.listen({ resourceSubscriptions: [...uris], resourcesListChanged: true });
    return;
  }
  for (const uri of uris) await client.subscribeResource({ uri });
}

async function published(person: TestClient, text: string): Promise<{ readonly id: string; readonly basedOn: Digest }> {
  const { id } = await person.plans.create({ text, origin: 'new' });
  const { textDigest } = await person.plans.get({ documentId: id });
  await person.plans.publish({ documentId: id, basedOn: textDigest });
  return { id, basedOn: textDigest };
}

describe.each(ERAS)('with the %s protocol', (era) => {
  it('a plan is followed by its id and its name, and its draft is none of an agent’s business', async () => {
    const { person, client, ear } = await desk(era);
    const { id: documentId, basedOn } = await published(person, plan('rotate'));
    const other = await published(person, plan('other'));
    const [byId, byName] = [`opsroom://plans/${documentId}`, 'opsroom://plans/rotate'];
    await follow(client, [byId, byName, `opsroom://plans/${other.id}`]);
    const text = plan('rotate', 'anew');
    const saved = await person.plans.saveDraft({ documentId, text, basedOn });
    await ear.until(() => ear.lists > 0);
    expect(ear.uris).toEqual([]);
    await person.plans.publish({ documentId, basedOn: saved.textDigest });
    await ear.until(() => ear.uris.length >= 2);
    expect(new Set(ear.uris)).toEqual(new Set([byId, byName]));
  });

  it('a run is followed by every way in which it can be named, and its proof and bundle as well', async () => {
    const { client, ear } = await desk(era);
    const { data } = await ask(client, 'run_start', { text: plan('one') });
    await ask(client, 'run_start', { text: plan('two') });
    const uris = [
      'opsroom://runs/R-1',
      'opsroom://runs/r-1',
      'opsroom://runs/1',
      `opsroom://runs/${data.runId}`,
      'opsroom://proofs/1',
      'opsroom://proofs/R-1/bundle',
    ];
    await follow(client, [...uris, 'opsroom://runs/R-2']);
    await ask(client, 'run_cancel', { run: 'R-1', reason: 'not needed' });
    await ear.until(() => new Set(ear.uris).size >= uris.length);
    expect(new Set(ear.uris)).toEqual(new Set(uris));
  });

  it('a new run changes the list, and one that only goes on does not', async () => {
    const { client, ear } = await desk(era);
    await ask(client, 'run_start', { text: plan('one') });
    await follow(client, ['opsroom://runs']);
    await ask(client, 'run_cancel', { run: 'R-1', reason: 'not needed' });
    await ear.until(() => ear.uris.length > 0);
    expect(ear.lists).toBe(0);
    await ask(client, 'run_start', { text: plan('two') });
    await ear.until(() => ear.lists > 0);
  });
});

it('what does not exist cannot be followed', async () => {
  const { client } = await desk('legacy');
  for (const uri of ['opsroom://runs/R-7', 'opsroom://plans/none', 'opsroom://proofs/none/bundle', 'https://a.b/c']) {
    await expect(client.subscribeResource({ uri })).rejects.toThrow(/not found/i);
  }
  await client.subscribeResource({ uri: 'opsroom://schema' });
});

it('a look that fails is made again, for those who listen already', async () => {
  const { room, client: person } = await testApi();
  const { store } = room;
  const clock = new ManualClock();
  const faults: unknown[] = [];
  let isBroken = true;
  const topics = () => {
    if (isBroken) throw new AppError('store.busy', 'the database is busy');
    return store.topics();
  };
  const feed = new ChangeFeed({ ...store, topics }, clock, (error) => faults.push(error));
  const heard: ServerEvent[] = [];
  const stop = feed.subscribe((event) => heard.push(event));
  await clock.advance(2_000);
  expect(faults).toHaveLength(2);
  isBroken = false;
  await clock.advance(2_000);
  await published(person, plan('rotate'));
  await clock.advance(1_000);
  expect(heard).toContainEqual({ kind: 'resource_updated', uri: 'opsroom://plans/rotate' });
  expect(faults).toHaveLength(2);
  stop();
  await clock.advance(5_000);
  expect(clock.pending).toBe(0);
});
