import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOpenings } from '#main/proof/bundle/openings.ts';
import { FILES, recordFile } from '#main/proof/format/names.ts';
import { SERVERS } from '#test/helpers/engine-driver.ts';
import { planOf } from '#test/helpers/plans.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import {
  bytesAt,
  editJson,
  eventsOf,
  exported,
  type Files,
  type Loose,
  lie,
  linesOf,
  pack,
  reseal,
  rulesOf,
  unpack,
  verify,
} from './bundle-kit.ts';
import { RUN_ID, RunScript, type World } from './run-script.ts';
import { Evidence, sourceOf } from './sample-run.ts';

const call = (tool: string) => ({
  mcp: { server: 'files', tool, arguments: { token: '${{ inputs.env }}' } },
});
const look = { mcp: { server: 'files', tool: 'look', json: 'result.ok' } };

const INPUTS = { env: { type: 'string' }, region: { type: 'string' } } as const;

const PLAN = planOf({
  name: 'with-servers',
  version: '1.0.0',
  servers: ['files'],
  inputs: INPUTS,
  steps: [
    { id: 'write', do: call('allowed'), verify: [look], undo: call('allowed') },
    { id: 'ask', do: call('asked'), verify: [look, { shell: 'true' }] },
    { id: 'plain', do: { shell: 'true' }, verify: [{ shell: 'true' }] },
  ],
});

const WORLD: World = {
  read: (_, phase) => (phase === 'before' ? 'red' : 'green'),
  observed: () => ({ result: { secret: 'seen-8812-east' } }),
  act: () => ({
    call: { mcp: { server: 'files', tool: 'allowed', arguments: { token: 'tok-4711-north' } } },
    result: { isError: false, text: 'wrote tok-4711-north', structured: null },
  }),
  asks: (stepId) => (stepId === 'write' ? { server: 'files', url: 'https://example.com/x', optional: [] } : undefined),
  answer: (_, kind) => ({ answer: { kind: 'approve' }, reason: kind }),
};

async function bundle(options: Parameters<typeof exported>[2] = {}): Promise<Files> {
  const script = new RunScript(PLAN, { servers: SERVERS }).play(WORLD);
  return unpack(await exported(tempFolder(), sourceOf(script, PLAN, new Evidence()), options));
}

async function rulesAfter(attack: (files: Files) => void): Promise<readonly string[]> {
  const files = await bundle();
  attack(files);
  const report = await verify(await pack(tempFolder(), files));
  expect(report.outcome).toBe('invalid');
  return rulesOf(report);
}

/** The data of the last event of a type and step. */
function dataOf(events: Loose[], type: string, stepId?: string): Loose {
  const found = events.findLast(
    (event) => event.type === type && (stepId === undefined || event.data.stepId === stepId),
  );
  if (found === undefined) throw new Error(`no ${type}`);
  return found.data;
}

const OTHER = `sha256:${'9'.repeat(64)}`;

describe('the bundle of a run with MCP servers', () => {
  it('is valid, and names servers, tools and their digests everywhere', async () => {
    const files = await bundle();
    const report = await verify(await pack(tempFolder(), files));
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
    expect(report.rows).toContainEqual({
      check: 'MCP servers',
      count: 6,
      result: 'ok',
      detail: 'files 1.0.0',
    });
    expect(JSON.parse(bytesAt(files, FILES.environment).toString('utf8'))).toMatchObject({ servers: SERVERS });
    const record = JSON.parse(bytesAt(files, recordFile(0, 'write')).toString('utf8'));
    expect(record).toMatchObject({ servers: SERVERS, answers: [{ kind: 'confirm', asker: { server: 'files' } }] });
    expect(JSON.parse(bytesAt(files, recordFile(2, 'plain')).toString('utf8'))).not.toHaveProperty('servers');
    const statements = linesOf(files, FILES.steps).map((line) =>
      JSON.parse(Buffer.from(JSON.parse(line).payload as string, 'base64').toString('utf8')),
    );
    expect(statements[0].predicate.materials).toContainEqual({
      name: 'mcp:files/allowed',
      digest: { sha256: 'a'.repeat(64) },
    });
    const page = bytesAt(files, FILES.report).toString('utf8');
    expect(page).toContain('file-server 1.0.0');
    expect(page).toContain(`sha256:${'b'.repeat(64)}`);
    expect(page).toContain('asked by the server files');
  });

  it.each<readonly [string, string, (files: Files) => void]>([
    [
      'a pin was changed in a record',
      'record.not-in-journal',
      (files) => {
        editJson(files, recordFile(0, 'write'), (record) => (record.acts[0].tool.pin.tool = OTHER));
        reseal(files);
      },
    ],
    [
      'the servers were changed in run/env.json',
      'environment.mismatch',
      (files) => {
        editJson(files, FILES.environment, (value) => (value.servers[0].tools.allowed.digest = OTHER));
        reseal(files);
      },
    ],
    [
      'the pin of an act was changed, and all that follows from it',
      'server.pin',
      (files) => lie(files, (events) => void (dataOf(events, 'act.finished', 'write').tool.pin.tool = OTHER)),
    ],
    [
      'the definition of the server of an act was changed',
      'server.pin',
      (files) => lie(files, (events) => void (dataOf(events, 'act.finished', 'ask').tool.pin.definition = OTHER)),
    ],
    [
      'an act has no pin',
      'server.pin',
      (files) => lie(files, (events) => void delete dataOf(events, 'act.finished', 'write').tool.pin),
    ],
    [
      'an act was done by another tool',
      'server.pin',
      (files) => lie(files, (events) => void (dataOf(events, 'act.finished', 'write').tool.name = 'files/asked')),
    ],
    [
      'the pin of a reading was changed',
      'server.pin',
      (files) =>
        lie(files, (events) => void (dataOf(events, 'checks.read', 'write').readings[0].tool.pin.tool = OTHER)),
    ],
    [
      'a reading does not say with which tool it was read',
      'server.pin',
      (files) => lie(files, (events) => void delete dataOf(events, 'checks.read', 'write').readings[0].tool),
    ],
    [
      'an act without a server says that it had one',
      'server.pin',
      (files) =>
        lie(files, (events) => {
          dataOf(events, 'act.finished', 'plain').tool = dataOf(events, 'act.finished', 'write').tool;
        }),
    ],
    [
      'the digest of a tool was changed where the run was made',
      'server.pin',
      (files) => lie(files, (events) => void (dataOf(events, 'run.created').servers[0].tools.allowed.digest = OTHER)),
    ],
    [
      'the run was made without the server',
      'server.unknown',
      (files) => lie(files, (events) => void delete dataOf(events, 'run.created').servers),
    ],
    [
      'a check read with a tool that asks, or that may write',
      'server.not-read-only',
      (files) => lie(files, (events) => void (dataOf(events, 'run.created').servers[0].tools.look.effect = 'write')),
    ],
    [
      'a step called a tool that does more than the step says',
      'server.effect',
      (files) =>
        lie(files, (events) => void (dataOf(events, 'run.created').servers[0].tools.allowed.effect = 'irreversible')),
    ],
    [
      'nobody approved the call of a tool that asks first',
      'verdict.unsupported',
      (files) =>
        lie(files, (events) =>
          events.filter((event) => !(event.type === 'wait.answered' && event.data.kind === 'approval')),
        ),
    ],
    [
      'the approval of a call is passed off as the answer to what a server asked',
      'journal.order',
      (files) =>
        lieUnordered(files, (events) => {
          dataOf(events, 'wait.opened', 'ask').asker = { server: 'files', url: null, optional: [] };
        }),
    ],
  ])('is invalid where %s', async (_what, rule, attack) => {
    expect(await rulesAfter(attack)).toContain(rule);
  });

  it('is invalid where nobody agreed to a step whose undo calls a tool that asks first', async () => {
    const steps = [{ id: 'save', do: call('allowed'), verify: [look], undo: call('asked') }];
    const plan = planOf({ servers: ['files'], inputs: INPUTS, steps });
    const script = new RunScript(plan, { servers: SERVERS }).play(WORLD);
    const files = await unpack(await exported(tempFolder(), sourceOf(script, plan, new Evidence())));
    expect((await verify(await pack(tempFolder(), files))).failures).toEqual([]);
    lie(files, (events) => events.filter(({ type }) => type !== 'wait.answered'));
    expect(rulesOf(await verify(await pack(tempFolder(), files)))).toContain('verdict.unsupported');
  });

  it('keeps what a tool gave, was given and asked out of it when that is wanted, and still verifies', async () => {
    const openings = await openOpenings(join(tempFolder(), 'openings.json'), RUN_ID);
    const files = await bundle({
      exclude: {
        fields: [
          '*:/acts/*/result',
          '*:/acts/*/call',
          '*:/after/*/observed',
          '*:/before/*/observed',
          '/data/asker/url',
        ],
      },
      openings,
    });
    const all = Buffer.concat([...files.values()]).toString('utf8');
    for (const hidden of ['tok-4711-north', 'seen-8812-east', 'example.com/x']) expect(all).not.toContain(hidden);
    expect(all).toContain('a'.repeat(64));
    expect((await verify(await pack(tempFolder(), files))).failures).toEqual([]);
  });
});

/** A lie that no fold of the events survives: what was derived stays as it was. */
function lieUnordered(files: Files, edit: (events: Loose[]) => void): void {
  const before = new Map(files);
  const events: Loose[] = eventsOf(files);
  edit(events);
  try {
    lie(files, () => events);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    for (const [path, bytes] of before) if (path !== FILES.journal && path !== FILES.checkpoint) files.set(path, bytes);
  }
}
