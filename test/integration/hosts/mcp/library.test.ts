import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { agentServer, ask, ERAS } from '#test/helpers/agent-server.ts';
import { testApi } from '#test/helpers/api-client.ts';

const plan = (name: string, title: string, mark: string): string =>
  `pulser: 1\nname: ${name}\ntitle: ${title}\nsteps:\n  - id: only\n    do: { shell: "echo ${mark}" }\n    verify: [{ exit: 0 }]\n`;

async function textOf(client: Client, uri: string): Promise<string> {
  const [content] = (await client.readResource({ uri })).contents;
  return content !== undefined && 'text' in content ? content.text : '';
}

describe.each(ERAS)('with the %s protocol, a plan of the library', (era) => {
  it('is read as it runs, whatever draft lies over it', async () => {
    const { room, client: person } = await testApi();
    const client = await (await agentServer(room)).connect(era);
    const published = plan('rotate', 'Rotate keys', 'published');
    const { id: documentId } = await person.plans.create({ text: published, origin: 'new' });
    const { textDigest } = await person.plans.get({ documentId });
    const uri = `opsroom://plans/${documentId}`;

    const draftListed = { uri, name: 'rotate', title: 'Rotate keys (draft)' };
    expect((await client.listResources()).resources).toContainEqual(expect.objectContaining(draftListed));
    expect(await textOf(client, uri)).toBe(
      `# A draft that nobody published: run_start does not run it by its name.\n${published}`,
    );

    await person.plans.publish({ documentId, basedOn: textDigest });
    const draft = plan('other', 'Something else', 'unpublished');
    await person.plans.saveDraft({ documentId, text: draft, basedOn: textDigest });
    const listed = { uri, name: 'rotate', title: 'Rotate keys' };
    expect((await client.listResources()).resources).toContainEqual(expect.objectContaining(listed));
    expect((await ask(client, 'plan_list')).data.plans).toMatchObject([{ name: 'rotate', title: 'Rotate keys' }]);
    expect(JSON.parse(await textOf(client, 'opsroom://plans')).plans).toMatchObject([{ name: 'rotate' }]);
    for (const ref of [documentId, 'rotate']) expect(await textOf(client, `opsroom://plans/${ref}`)).toBe(published);
    await expect(client.readResource({ uri: 'opsroom://plans/other' })).rejects.toThrow(/not found/i);
    expect((await ask(client, 'run_start', { plan: 'rotate' })).data.plan).toMatchObject({ title: 'Rotate keys' });
    const unknown = await ask(client, 'run_start', { plan: 'other' });
    expect(unknown.words).toContain('plan.unknown');
  });

  it('is not guessed where two bear the name', async () => {
    const { room, client: person } = await testApi();
    const client = await (await agentServer(room)).connect(era);
    for (const mark of ['one', 'two']) {
      await person.plans.create({ text: plan('same', mark, mark), origin: 'new' });
    }
    await expect(client.readResource({ uri: 'opsroom://plans/same' })).rejects.toThrow(/2 plans are called same/);
    expect((await ask(client, 'run_start', { plan: 'same' })).words).toContain('plan.ambiguous');
  });
});
