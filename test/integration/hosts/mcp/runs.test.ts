import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { type AgentServer, agentServer, ask, ERAS } from '#test/helpers/agent-server.ts';
import { work } from '#test/helpers/api-client.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

/** A plan of one step; `verify` is what shows that it worked. */
const plan = (run: string, verify: string, more = '', top = ''): string => `
pulser: 1
name: one-step
${top}
steps:
  - id: only
    do: { shell: ${JSON.stringify(run)} }
    verify: [${verify}]
    ${more}
`;

const GOOD = plan(
  'echo printed; echo good > good.txt',
  '{ file: { path: good.txt, contains: good } }',
  'artifacts: [good.txt]',
);

async function room(environment: Record<string, string> = {}): Promise<{ room: ControlRoom; server: AgentServer }> {
  const opened = await testRoom(environment);
  return { room: opened, server: await agentServer(opened) };
}

async function finished(client: Client, text: string) {
  const started = await ask(client, 'run_start', { text });
  expect(started.words).toContain('no verdict yet');
  return ask(client, 'run_wait', { run: started.data.run });
}

describe.each(ERAS)('an agent that speaks the %s protocol', (era) => {
  it('checks, starts, waits, reads and shows the proof', async () => {
    const { room: opened, server } = await room();
    work(opened);
    const client = await server.connect(era, 'the \u001b[31mhelper\u202e');
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'run_wait')?.inputSchema).toMatchObject({
      properties: { run: { type: 'string' }, seconds: { maximum: 50 } },
      required: ['run'],
      additionalProperties: false,
    });
    expect((await ask(client, 'plan_check', { text: GOOD })).data).toMatchObject({ ok: true, name: 'one-step' });

    const waited = await finished(client, GOOD);
    expect(waited.data).toMatchObject({
      waitedFor: 'ended',
      report: { run: 'R-1', status: 'succeeded', ended: true, verification: 'passed', strength: 'proven', waivers: [] },
    });
    expect(waited.words).toContain('R-1 (one-step) PASSED');
    expect(waited.data.report.startedBy).toEqual({ kind: 'agent', name: 'the helper 1 (agent)' });
    expect(opened.store.runs.events(waited.data.report.runId)[0]?.actor).toEqual({
      kind: 'agent',
      name: 'the helper 1 (agent)',
    });

    const log = await ask(client, 'log_read', { run: 'R-1', offset: -6, maxBytes: 4 });
    expect(log.data).toMatchObject({ log: 'only.1', from: 3, next: 7, text: 'nted' });
    expect((await ask(client, 'log_read', { run: 'R-1', offset: log.data.next })).data.text.trim()).toBe('');
    expect((await ask(client, 'artifact_read', { run: 'R-1', step: 'only', name: 'good.txt' })).data).toMatchObject({
      content: 'intact',
      text: 'good\n',
      base64: null,
    });

    const proof = await ask(client, 'proof_get', { run: 'R-1', step: 'only', bundle: true });
    const head = opened.store.runs.events(proof.data.report.runId).at(-1);
    expect(head).toMatchObject({ type: 'run.exported', actor: { kind: 'agent', name: 'the helper 1 (agent)' } });
    expect(proof.data.report.evidence).toMatchObject({ digest: head?.hash, events: head?.seq });
    expect(proof.data.record).toMatchObject({ stepId: 'only', verdict: 'verified' });
    expect((await ask(client, 'proof_verify', { run: 'R-1' })).data).toMatchObject({ outcome: 'valid' });
    const { contents } = await client.readResource({ uri: proof.data.bundle.uri });
    const [content] = contents;
    const bytes = content !== undefined && 'blob' in content ? content.blob : '';
    expect((await ask(client, 'proof_verify', { bundle: bytes })).data).toMatchObject({
      outcome: 'valid',
      digest: proof.data.bundle.digest,
    });
    const changed = Buffer.from(bytes, 'base64');
    changed.writeUInt8(changed.readUInt8(200) ^ 1, 200);
    const verified = await ask(client, 'proof_verify', { bundle: changed.toString('base64') });
    expect(verified).toMatchObject({ isError: false, data: { outcome: 'invalid' } });
    expect(verified.words).toContain('INVALID');

    expect((await ask(client, 'runs_search', { text: 'one-step', status: ['succeeded'] })).data).toMatchObject({
      total: 1,
      runs: [{ run: 'R-1', startedBy: 'the helper 1 (agent)' }],
    });
  });

  it('is told plainly that a run failed, and what is left of it', async () => {
    const { room: opened, server } = await room();
    work(opened);
    const client = await server.connect(era);
    const { isError, words, data } = await finished(
      client,
      plan('echo bad > bad.txt', '{ file: { path: bad.txt, contains: good } }', '', 'onFailure: stop'),
    );
    expect(isError).toBe(false);
    expect(words).toMatch(/^R-1 \(one-step\) FAILED\. Reason: .*NOT undone: only/);
    expect(data.report).toMatchObject({ status: 'failed', verification: 'failed', left: ['only'], ended: true });
  });

  it('is told that a failed run was undone', async () => {
    const { room: opened, server } = await room();
    work(opened);
    const client = await server.connect(era);
    const undo = 'undo: { shell: "rm bad.txt" }';
    const { words } = await finished(
      client,
      plan('echo bad > bad.txt', '{ file: { path: bad.txt, contains: good } }, { file: { path: bad.txt } }', undo),
    );
    expect(words).toMatch(/^R-1 \(one-step\) FAILED and was rolled back: the checks/);
  });

  it('is told what weak evidence is worth', async () => {
    const { room: opened, server } = await room();
    work(opened);
    const client = await server.connect(era);
    const { words, data } = await finished(client, plan('true', '{ exit: 0 }'));
    expect(data.report).toMatchObject({ status: 'succeeded', strength: 'weak' });
    expect(words).toContain('no evidence that it worked');
    const strict = await ask(client, 'run_start', { text: plan('true', '{ exit: 0 }'), strict: true });
    expect(strict).toMatchObject({ isError: true, words: expect.stringContaining('plan.weak') });
  });

  it('is told that nothing is verified while a run is queued and nobody executes', async () => {
    const { server } = await room();
    const client = await server.connect(era);
    const { words, data } = await ask(client, 'run_start', { text: GOOD });
    expect(words).toMatch(/queued.*No worker is running.*no verdict yet/);
    const waited = await ask(client, 'run_wait', { run: data.run, seconds: 0.2 });
    expect(waited.data).toMatchObject({ waitedFor: 'time', report: { ended: false, verification: 'pending' } });
    expect(waited.words).toContain('call run_wait again');
    const canceled = await ask(client, 'run_cancel', { run: data.run, reason: 'not needed' });
    expect(canceled.words).toMatch(/CANCELED and is not verified/);
  });

  it('is told what a waiver is, and whose', async () => {
    const { room: opened, server } = await room();
    work(opened);
    const client = await server.connect(era);
    const { data } = await finished(client, plan('true', '{ file: { path: missing.txt } }'));
    const { client: person } = await (await import('#test/helpers/api-client.ts')).testApi({ room: opened });
    await person.runs.waive({ runId: data.report.runId, stepId: 'only', reason: 'known', until: null });
    const { words, data: now } = await ask(client, 'run_get', { run: 'R-1' });
    expect(words).toMatch(/did NOT pass.*ended with a waiver.*vouches for step only: “known”/);
    expect(now).toMatchObject({
      status: 'waived',
      verification: 'waived',
      waivers: [{ step: 'only', reason: 'known' }],
    });
    const found = await ask(client, 'runs_search', {});
    const { digest, events } = now.evidence;
    expect(found.data.runs).toMatchObject([{ run: 'R-1', waivers: now.waivers, evidence: { digest, events } }]);
    expect(found.words).toMatch(/R-1 one-step: waived.*; .* vouches for step only/);
  });
});

it.each([
  ['run_get', { run: 'R-9' }, 'run.unknown', 'runs_search'],
  ['run_start', {}, 'request.invalid', 'plan_list'],
  ['run_get', {}, 'request.invalid', '- run: '],
  ['run_get', { run: 7, more: 1 }, 'request.invalid', 'tools/list'],
  ['run_wait', { run: 'R-1', seconds: 51 }, 'request.invalid', '- seconds: '],
  ['run_start', { plan: 'nothing' }, 'plan.unknown', 'plan_list'],
  ['run_start', { text: 'pulser: 1' }, 'plan.invalid', 'What to do'],
  ['run_start', { text: GOOD, inputs: { more: 1 } }, 'input.', 'What to do'],
  ['proof_verify', { run: 'R-1' }, 'bundle.unknown-export', 'proof_get'],
  ['proof_get', { run: 'R-1', bundle: true }, 'bundle.run-not-ended', 'wait for its end'],
  ['proof_get', { run: 'R-1', step: 'none' }, 'run.unknown-step', 'steps: only'],
  ['artifact_read', { run: 'R-1', step: 'only', name: '../../etc/passwd' }, 'artifact.unknown', 'the run left none'],
  ['log_read', { run: 'R-1', step: 'only' }, 'log.unknown', 'it has none yet'],
  ['run_answer', { run: 'R-1', step: 'only', answer: 'deny' }, 'run.not-waiting', 'run_get'],
])('an error of %s %o says what, where, and what to do', async (tool, args, code, hint) => {
  const { server } = await room();
  const client = await server.connect('auto');
  await ask(client, 'run_start', { text: GOOD });
  const { isError, words } = await ask(client, tool, args);
  expect(isError).toBe(true);
  expect(words).toMatch(new RegExp(`^What: .*\\(${code.replace('.', '\\.')}`));
  expect(words).toContain(`Where: ${tool}`);
  expect(words).toContain(hint);
});

it('nothing that was secret is told, wherever it came from', async () => {
  const secret = 'hunter2-swordfish-9';
  const { room: opened, server } = await room({ THE_SECRET: secret });
  work(opened);
  const client = await server.connect('auto');
  const text = `
pulser: 1
name: secretive
secrets: [THE_SECRET]
steps:
  - id: only
    do: { shell: 'echo "$S" | tee kept.txt; echo "$S" >&2; exit 3', env: { S: "\${{ secrets.THE_SECRET }}" } }
    verify: [{ file: { path: kept.txt, contains: nothing of it } }]
    artifacts: [kept.txt]
`;
  const { data } = await finished(client, text);
  expect(data.report.verification).toBe('failed');
  const told: string[] = [];
  for (const [tool, args] of [
    ['run_get', { run: 'R-1' }],
    ['log_read', { run: 'R-1' }],
    ['proof_get', { run: 'R-1', step: 'only' }],
    ['artifact_read', { run: 'R-1', step: 'only', name: 'kept.txt' }],
    ['run_get', { run: secret }],
    ['run_start', { text, inputs: { [secret]: secret } }],
    ['plan_check', { text: `pulser: 1\n${secret}: 1` }],
    ['runs_search', { text: secret }],
  ] as const) {
    told.push(JSON.stringify(await client.callTool({ name: tool, arguments: args })));
  }
  for (const uri of ['opsroom://runs/R-1', 'opsroom://proofs/R-1', 'opsroom://runs']) {
    told.push(JSON.stringify(await client.readResource({ uri })));
  }
  for (const answer of told) expect(answer).not.toContain(secret);
  expect(told.join('')).toContain('***');
});
