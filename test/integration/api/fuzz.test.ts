import { inspect } from 'node:util';
import { isProcedure } from '@orpc/server';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRouter } from '#main/api/router.ts';
import { ended, start, type TestApi, testApi, until, work } from '#test/helpers/api-client.ts';

const PLAN = `
pulser: 1
name: quick
steps:
  - id: go
    effect: read
    do: { shell: "echo done" }
    verify: [{ exit: 0 }]
    artifacts: ["*.txt"]
`;

/** Calls that answer for ever, or that would do to the machine what a test should not. */
const LEFT_OUT = new Set([
  'mcp.changes',
  'mcp.protocol',
  'system.changes',
  'runs.watch',
  'board.tails',
  'host.events',
  'system.doctor',
]);
const ENOUGH = 40;

type Call = (input: unknown, options?: { signal: AbortSignal }) => Promise<unknown>;

function allCalls({ client }: TestApi): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  for (const [domain, procedures] of Object.entries(createRouter())) {
    for (const [name, procedure] of Object.entries(procedures)) {
      const path = `${domain}.${name}`;
      if (!isProcedure(procedure)) throw new Error(`${path} is no procedure`);
      const group = client[domain as keyof typeof client] as unknown as Record<string, Call>;
      if (!LEFT_OUT.has(path) && group[name] !== undefined) calls.set(path, group[name]);
    }
  }
  return calls;
}

/** Whatever it says, it is one of the two errors of the contract, or an answer. */
async function answered(path: string, call: Call, input: unknown): Promise<void> {
  try {
    await call(input, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    const { code, data } = error as { code?: string; data?: { code?: string; message?: string } };
    if (code !== 'REFUSED')
      throw new Error(`${path} ${inspect(input)}: ${String(error)} ${inspect(data)}`, { cause: error });
    expect(data?.code).toMatch(/^[a-z]+(?:-[a-z]+)*\.[a-z-]+$/);
    expect(data?.message).not.toBe('');
  }
}

async function worked(): Promise<{ desk: TestApi; known: readonly unknown[] }> {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const runId = await start(desk, PLAN, { sessionId });
  await until(desk, runId, ended);
  const document = await client.plans.create({ text: PLAN, origin: 'new' });
  const { run } = await client.runs.get({ ref: runId });
  return { desk, known: [runId, sessionId, document.id, run.planDigest, 'go', 'go.1', 'R-1', crypto.randomUUID()] };
}

const NAMES = [
  'runId,sessionId,documentId,digest,stepId,logId,ref,text,name,id,filter,sort,offset,limit,from,count,frame,lane,before,after',
  'reason,answer,confirmText,inputs,priority,strict,fromStep,revision,maxBytes,waitMs,ignoreCase,which,disposition,expect',
  'exportId,openedId,file,exclude,layout,folderId,origin,basedOn,number,archived,theme,keys,held,reserved,value,passphrase',
  'key,form,fingerprint,url,action,place,left,right,until,runIds,__proto__,constructor',
]
  .join(',')
  .split(',');

it('answers any input whatever with an answer or a refusal', async () => {
  const { desk, known } = await worked();
  const calls = allCalls(desk);
  expect(calls.size).toBeGreaterThan(60);
  const leaf = fc.oneof(
    fc.constantFrom(...known, null, undefined, '', 0, -1, 1e308, Number.NaN, true, '../../etc/passwd', '\u0000', 'A'),
    fc.string({ maxLength: 30 }),
    fc.integer(),
  );
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), leaf, { maxKeys: 8 }) },
    { weight: 1, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }) },
  );
  for (const [path, call] of calls) {
    await fc.assert(
      fc.asyncProperty(value, (input) => answered(path, call, input)),
      { numRuns: ENOUGH },
    );
  }
  expect((await desk.client.system.state({})).status).toBe('ready');
});

it('answers what is nearly right as well', async () => {
  const { desk, known } = await worked();
  const [runId, sessionId, documentId, digest] = known as readonly string[];
  const on = { runId, logId: 'go.1' };
  const base: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'runs.start': { digest, sessionId, inputs: {}, lane: null, priority: 0, strict: false, documentId: null },
    'runs.retry': { runId, fromStep: 'go', revision: 'current', lane: 'A', strict: true },
    'runs.events': { runId, after: 0, limit: 10 },
    'runs.move': { runId, lane: 'A', before: runId },
    'runs.waive': { runId, stepId: 'go', reason: 'why', until: null },
    'questions.answer': {
      runId,
      stepId: 'go',
      askedSeq: 7,
      answer: { kind: 'approve' },
      reason: null,
      confirmText: null,
    },
    'logs.read': { ...on, offset: 0, maxBytes: 100, waitMs: 0 },
    'logs.lines': { ...on, from: 0, count: 10 },
    'logs.search': { ...on, text: 'done', ignoreCase: true, offset: 0, limit: 10 },
    'logs.replay': { ...on, frame: 0, maxBytes: 100 },
    'history.window': { filter: {}, sort: { by: 'number', descending: true }, offset: 0, limit: 10 },
    'history.saveView': { id: null, name: 'x', filter: {}, sort: { by: 'number', descending: true } },
    'plans.saveDraft': { documentId, text: 'name: x', basedOn: digest },
    'plans.dryRun': { digest, inputs: {}, sessionId, documentId },
    'proofs.export': { runId, exclude: { artifacts: [], logs: [], fields: ['/x'] }, layout: true, folderId: null },
    'artifacts.read': { digest, offset: 0, maxBytes: 10 },
    'artifacts.list': { text: '', runId: null, before: null, limit: 10 },
  };
  const calls = allCalls(desk);
  const odd = fc.constantFrom(
    ...known,
    null,
    '',
    -1,
    0,
    1,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    [],
    {},
    [[]],
    'x'.repeat(5_000),
    '\ud800',
    '$(id)',
    { filter: {} },
  );
  for (const [path, input] of Object.entries(base)) {
    const call = calls.get(path);
    if (call === undefined) throw new Error(`there is no call ${path}`);
    await answered(path, call, input);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(input)), odd, fc.boolean(), async (name, value, isLeftOut) => {
        const { [name]: _, ...rest } = input;
        await answered(path, call, isLeftOut ? rest : { ...rest, [name]: value });
      }),
      { numRuns: ENOUGH },
    );
  }
});

it('refuses an input whose length cannot be measured', async () => {
  const { client } = await testApi();
  const name = { length: { toString: null } } as unknown as string;
  await expect(client.sessions.create({ name })).rejects.toMatchObject({
    code: 'REFUSED',
    data: { code: 'request.invalid' },
  });
});
