import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ControlRoom } from '#main/hosts/compose.ts';
import type { RunId } from '#shared/run/ids.ts';
import { type AgentServer, agentServer, ask, ERAS } from '#test/helpers/agent-server.ts';
import { ended, testApi, until, work } from '#test/helpers/api-client.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

/** A run that acts until the file is there. */
const untilThere = (file: string): string => `
pulser: 1
name: patient
steps:
  - id: first
    do: { shell: "echo one > one.txt" }
    verify: [{ file: { path: one.txt } }]
  - id: second
    needs: [first]
    do: { shell: 'until test -e "${file}"; do sleep 0.05; done; echo two > two.txt' }
    verify: [{ file: { path: two.txt } }]
`;

const GATED = `
pulser: 1
name: gated
steps:
  - id: write
    approve: { message: Shall it be written? }
    do: { shell: "echo done > done.txt" }
    verify: [{ file: { path: done.txt, contains: done } }]
`;

/** One step asks while another one, which changes nothing, works until the file is there. */
const beside = (file: string): string => `
pulser: 1
name: beside
parallel: 2
steps:
  - id: look
    needs: []
    effect: read
    do: { shell: 'until test -e "${file}"; do sleep 0.05; done' }
    verify: [{ file: { path: "${file}" } }]
  - id: early
    effect: read
    needs: []
    do: { shell: 'until test -e "${file}.early"; do sleep 0.05; done' }
    verify: [{ file: { path: "${file}.early" } }]
  - id: write
    needs: [early]
    approve: true
    do: { shell: "echo done > done.txt" }
    verify: [{ file: { path: done.txt } }]
`;

async function working(): Promise<{ room: ControlRoom; server: AgentServer; gate: string; open: () => void }> {
  const room = await testRoom();
  work(room);
  const gate = join(tempFolder(), 'gate');
  return { room, server: await agentServer(room), gate, open: () => writeFileSync(gate, '') };
}

describe.each(ERAS)('with the %s protocol', (era) => {
  it('a wait tells how far the run is, and ends with it', async () => {
    const { server, gate, open } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: untilThere(gate) });
    const signs: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const onprogress = (sign: (typeof signs)[number]): void => {
      signs.push(sign);
      if (sign.message?.startsWith('1 of 2')) open();
    };
    const waited = await client.callTool({ name: 'run_wait', arguments: { run: data.run } }, { onprogress });
    expect(waited.structuredContent).toMatchObject({ waitedFor: 'ended', report: { status: 'succeeded' } });
    expect(signs.map(({ message }) => message)).toContain('1 of 2 steps settled');
    expect(signs.every(({ progress }, at) => at === 0 || progress > (signs[at - 1]?.progress ?? 0))).toBe(true);
  });

  it('dropping a wait does not cancel the run', async () => {
    const { room, server, gate, open } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: untilThere(gate) });
    const drop = new AbortController();
    const dropped = client.callTool(
      { name: 'run_wait', arguments: { run: data.run } },
      { signal: drop.signal, onprogress: () => drop.abort() },
    );
    await expect(dropped).rejects.toThrow(/abort/i);
    expect(room.store.runs.get(data.runId)?.execution).toBe('running');
    open();
    const { client: person } = await testApi({ room });
    expect(await until({ client: person, room }, data.runId as RunId, ended)).toMatchObject({ verification: 'passed' });
    expect(room.store.runs.events(data.runId).map(({ type }) => type)).not.toContain('cancel.requested');
  });

  it('going away does not cancel the run', async () => {
    const { server, gate, open } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: untilThere(gate) });
    const gone = client.callTool(
      { name: 'run_wait', arguments: { run: data.run } },
      { onprogress: () => void client.close() },
    );
    await expect(gone).rejects.toThrow(/closed/i);
    open();
    const other = await server.connect(era);
    expect((await ask(other, 'run_wait', { run: data.run })).data.report).toMatchObject({ verification: 'passed' });
  });

  it('a wait ends when the run asks a question, which the agent that started it cannot approve', async () => {
    const { room, server } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: GATED });
    const waited = await ask(client, 'run_wait', { run: data.run });
    expect(waited.data).toMatchObject({
      waitedFor: 'question',
      report: {
        status: 'approval',
        ended: false,
        questions: [
          { step: 'write', kind: 'approval', message: 'Shall it be written?', willRun: ['echo done > done.txt'] },
        ],
      },
    });
    expect(waited.words).toMatch(/WAITS for an answer.*no verdict yet/);
    const answer = { run: data.run, step: 'write', answer: 'approve' };
    const refused = await ask(client, 'run_answer', answer);
    expect(refused).toMatchObject({ isError: true, words: expect.stringContaining('answer.own-run') });
    expect(refused.words).toContain('ask the operator');

    const { client: person } = await testApi({ room });
    await person.settings.update({ agentApprovals: 'all' });
    const question = waited.data.report.questions[0].question;
    const other = await ask(client, 'run_answer', { ...answer, question: question - 1, reason: 'it may' });
    expect(other).toMatchObject({ isError: true, words: expect.stringContaining('run.question-changed') });
    expect(other.words).toContain('run_get lists what is asked now');
    expect((await ask(client, 'run_answer', { ...answer, question, reason: 'it may' })).isError).toBe(false);
    expect((await ask(client, 'run_wait', { run: data.run })).data.report).toMatchObject({ status: 'succeeded' });
    const proof = await ask(client, 'proof_get', { run: data.run, step: 'write', bundle: true });
    expect(proof.data.record.answers).toMatchObject([
      { actor: { kind: 'agent', name: 'test client 1 (agent)' }, allowedBy: 'all', reason: 'it may' },
    ]);
    expect((await ask(client, 'proof_verify', { run: data.run })).data.outcome).toBe('valid');
  });

  it('a wait ends with a question also while another step works', { timeout: 40_000 }, async () => {
    const { server, gate, open } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: beside(gate) });
    const waiting = ask(client, 'run_wait', { run: data.run });
    // Asked only once the call waits: at the end of its time it would see the question anyway.
    writeFileSync(`${gate}.early`, '');
    const waited = await waiting;
    open();
    expect(waited.data).toMatchObject({ waitedFor: 'question', report: { questions: [{ step: 'write' }] } });
    expect(waited.data.report.steps).toContainEqual(expect.objectContaining({ id: 'look', verdict: null }));
  });

  it('those who follow a run hear of its changes, and no others', async () => {
    const { server, gate, open } = await working();
    const client = await server.connect(era);
    const { data } = await ask(client, 'run_start', { text: untilThere(gate) });
    const uri = `opsroom://runs/${data.run}`;
    const heard: string[] = [];
    let isEnough = (): void => {};
    const changed = new Promise<void>((resolve) => {
      isEnough = resolve;
    });
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      heard.push(params.uri);
      isEnough();
    });
    if (client.getProtocolEra() === 'modern') await client.listen({ resourceSubscriptions: [uri] });
    else await client.subscribeResource({ uri });
    open();
    await changed;
    await ask(client, 'run_wait', { run: data.run });
    expect(new Set(heard)).toEqual(new Set([uri]));
  });

  it('completes names, and offers prompts that hold to what was verified', async () => {
    const { server } = await working();
    const client = await server.connect(era);
    await ask(client, 'run_start', { text: GATED });
    const ref = { type: 'ref/prompt', name: 'explain_failure' } as const;
    expect((await client.complete({ ref, argument: { name: 'run', value: 'R' } })).completion.values).toEqual(['R-1']);
    const template = { type: 'ref/resource', uri: 'opsroom://runs/{run}' } as const;
    expect(
      (await client.complete({ ref: template, argument: { name: 'run', value: 'R-2' } })).completion.values,
    ).toEqual([]);
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['run_plan', 'explain_failure', 'write_plan']);
    const { messages } = await client.getPrompt({ name: 'run_plan', arguments: { plan: 'gated' } });
    expect(JSON.stringify(messages)).toContain('A run counts as passed only with status succeeded');
    await expect(client.getPrompt({ name: 'run_plan', arguments: {} })).rejects.toThrow(/plan/);
  });

  it('what is not there is not found', async () => {
    const { server } = await working();
    const client = await server.connect(era);
    for (const uri of [
      'opsroom://runs/R-7',
      'opsroom://plans/none',
      'opsroom://templates/none',
      'opsroom://elsewhere',
    ]) {
      await expect(client.readResource({ uri })).rejects.toThrow(/not found/i);
    }
    await ask(client, 'run_start', { text: GATED });
    await expect(client.readResource({ uri: 'opsroom://proofs/R-1/bundle' })).rejects.toThrow(/proof_get/);
  });
});
