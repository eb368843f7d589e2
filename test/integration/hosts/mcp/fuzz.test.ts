import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentServer, ask } from '#test/helpers/agent-server.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const QUEUED = `
pulser: 1
name: queued
steps:
  - id: only
    approve: true
    do: { shell: "true" }
    verify: [{ file: { path: only.txt } }]
`;

/** Words that mean something to some tool, and values that mean nothing to any. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'R-1',
    'only',
    'queued',
    QUEUED,
    'default',
    'approve',
    'values',
    'retry',
    'A',
    'only.1',
    true,
    null,
  ),
  fc.constantFrom<unknown>(
    -1,
    0,
    0.5,
    7,
    2 ** 53,
    Number.MAX_VALUE,
    '../../etc/passwd',
    'opsroom://runs/R-1',
    '%00',
    '*',
    "'; drop table runs; --",
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

it('whatever a tool is called with, it answers or says what is wrong, and nothing of ours breaks', async () => {
  const room = await testRoom();
  const server = await agentServer(room);
  const client = await server.connect('auto');
  await ask(client, 'run_start', { text: QUEUED });
  const { tools } = await client.listTools();
  for (const { name, inputSchema } of tools) {
    const keys = Object.keys(inputSchema.properties ?? {});
    const known = fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
    const args = fc.oneof(
      { weight: 5, arbitrary: known },
      { weight: 1, arbitrary: fc.dictionary(fc.string(), value, { maxKeys: 4 }) },
    );
    await fc.assert(
      fc.asyncProperty(args, async (given) => {
        // A wait would only wait.
        const sent = name === 'run_wait' ? { ...given, seconds: 0 } : given;
        const { isError, words } = await ask(client, name, sent);
        expect(words).not.toBe('');
        expect(words).not.toContain('internal.fault');
        if (isError) expect(words).toMatch(/^What: [^]*\nWhere: [^]*\nWhat to do: /);
      }),
      { numRuns: 40 },
    );
  }
  expect((await ask(client, 'run_get', { run: 'R-1' })).data).toMatchObject({ run: 'R-1' });
});

it('refuses an argument whose length cannot be measured', async () => {
  const server = await agentServer(await testRoom());
  const client = await server.connect('auto');
  const { isError, words } = await ask(client, 'run_get', { run: { length: { toString: null } } });
  expect(isError).toBe(true);
  expect(words).toContain('the arguments do not fit the tool');
});
