import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openField, openOpenings } from '#main/proof/bundle/openings.ts';
import type { BundleSource, Exclusions } from '#main/proof/bundle/source.ts';
import { FILES } from '#main/proof/format/names.ts';
import { commitment } from '#main/proof/format/withheld.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { ActReport } from '#shared/run/event.ts';
import {
  bytesAt,
  editJson,
  eventsOf,
  exported,
  type Loose,
  pack,
  reseal,
  rulesOf,
  setEvents,
  unpack,
  verify,
} from '#test/conformance/proof/bundle-kit.ts';
import { RUN_ID, RunScript } from '#test/conformance/proof/run-script.ts';
import { Evidence, goodWorld, SAMPLE_PLAN, sampleSource, sourceOf } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

async function redacted(exclude: Exclusions, source: BundleSource = sampleSource()) {
  const folder = tempFolder();
  const openingsPath = join(folder, 'openings.json');
  const openings = await openOpenings(openingsPath, RUN_ID);
  const path = await exported(folder, source, { exclude, openings });
  return { folder, openingsPath, path, source };
}

const contains = (path: string, text: string): boolean => readFileSync(path).includes(Buffer.from(text));

describe('a bundle with withheld fields', () => {
  it('verifies, says what was withheld, and holds the value nowhere', async () => {
    const whole = await exported(tempFolder(), sampleSource());
    expect(contains(whole, 'tok-4711-north')).toBe(true);
    const { path } = await redacted({ fields: ['/outputs/token'] });
    expect(contains(path, 'tok-4711-north')).toBe(false);
    const report = await verify(path);
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
    // The result of the act has the same text in it: it is withheld with the output that was named.
    const fields = report.withheld?.fields.map((field) => field.replace(/^\d+/, ''));
    expect(fields).toEqual(['/data/outputs/token', '/data/result/token']);
  });

  it('is the same in the record and in the journal', async () => {
    const { path } = await redacted({ fields: ['backup:/before/*/observed'] });
    const files = await unpack(path);
    const record: Loose = JSON.parse(bytesAt(files, 'steps/0001-backup/record.json').toString());
    const event: Loose = eventsOf(files).find((found) => found.type === 'checks.read' && found.data.phase === 'before');
    expect(record.before[0].observed).toEqual({ $withheld: expect.stringMatching(/^sha256:/) });
    expect(event.data.readings[0].observed).toEqual(record.before[0].observed);
    expect(record.after[0].observed).toEqual({ value: 'backup after', host: { $withheld: expect.any(String) } });
  });

  it('withholds every text that contains a withheld one, whoever said it', async () => {
    const { path } = await redacted({ fields: ['/data/host', '/after/*/observed/host', '/actor/name'] });
    for (const text of ['db-7.internal.example', 'host-1.example', 'host-1']) expect(contains(path, text)).toBe(false);
    expect((await verify(path)).failures).toEqual([]);
  });

  it('publishes no hash that a short value could be found by: every hash changes from the first change on', async () => {
    const source = sampleSource();
    const { path } = await redacted({ fields: ['/outputs/token'] }, source);
    const files = await unpack(path);
    const first = eventsOf(files).findIndex((event) => JSON.stringify(event).includes('$withheld'));
    const hidden = source.events.slice(first).map((event) => event.hash);
    for (const bytes of files.values()) for (const hash of hidden) expect(bytes.includes(hash.slice(7))).toBe(false);
  });

  it('gives the same bytes each time, for salts are kept', async () => {
    const folder = tempFolder();
    const file = join(folder, 'openings.json');
    const exclude = { fields: ['/outputs/token'], logs: ['switch'] };
    const make = async () => exported(folder, sampleSource(), { exclude, openings: await openOpenings(file, RUN_ID) });
    expect(readFileSync(await make()).equals(readFileSync(await make()))).toBe(true);
    const other = await redacted(exclude);
    expect(readFileSync(await make()).equals(readFileSync(other.path))).toBe(false);
  });

  it('can be opened field by field, and no other value fits', async () => {
    const { path, openingsPath } = await redacted({ fields: ['/outputs/token', '/data/host'] });
    const [opening] = await openField(openingsPath, RUN_ID, 'backup:/outputs/token');
    if (opening === undefined) throw new Error('nothing opened');
    expect(opening.value).toBe('tok-4711-north');
    expect(Buffer.from(opening.salt, 'base64')).toHaveLength(32);
    const report = await verify(path, { openings: [opening] });
    expect(report.outcome).toBe('valid');
    expect(report.withheld?.opened).toBe(1);
    const lie = await verify(path, { openings: [{ ...opening, value: 'tok-4711-south' }] });
    expect(lie.outcome).toBe('invalid');
    expect(rulesOf(lie)).toEqual(['opening.mismatch']);
    const elsewhere = await verify(path, { openings: [{ ...opening, pointer: '/data/other' }] });
    expect(rulesOf(elsewhere)).toEqual(['opening.unknown']);
    await expect(openField(openingsPath, RUN_ID, 'backup:/outputs/other')).rejects.toMatchObject({
      code: 'bundle.unknown-field',
    });
  });

  it('shows with the last hash that it is the run of the whole bundle', async () => {
    const source = sampleSource();
    const { path, openingsPath } = await redacted({ fields: ['/outputs/token'] }, source);
    const [opening] = await openField(openingsPath, RUN_ID, '0/hash');
    expect(opening?.value).toBe(source.events.at(-1)?.hash);
    expect((await verify(path, { openings: opening === undefined ? [] : [opening] })).withheld?.opened).toBe(1);
  });

  it('lets nothing else be changed, by its signer either', async () => {
    const { folder, path } = await redacted({ fields: ['/outputs/token'] });
    const files = await unpack(path);
    editJson(files, FILES.environment, (environment) => {
      environment.withheld.fields[0].commitment = commitment(Buffer.alloc(32), 'other');
    });
    reseal(files);
    expect(rulesOf(await verify(await pack(folder, files)))).toContain('withheld.commitment');
    const moved = await unpack(path);
    setEvents(
      moved,
      eventsOf(moved).map((event) =>
        event.type === 'step.settled' && event.data.stepId === 'backup'
          ? { ...event, data: { ...event.data, reason: { $withheld: commitment(Buffer.alloc(32), 'x') } } }
          : event,
      ),
    );
    reseal(moved);
    expect(rulesOf(await verify(await pack(folder, moved)))).toContain('record.not-in-journal');
  });
});

describe('logs and artifacts that are left out', () => {
  it('keep their digests, and the bundle verifies', async () => {
    const { path, source } = await redacted({ artifacts: ['*.sql'], logs: ['switch', 'confirm'] });
    const report = await verify(path);
    expect(report.failures).toEqual([]);
    expect(report.withheld).toMatchObject({ logs: ['switch', 'confirm'], fields: [] });
    expect(report.withheld?.artifacts).toHaveLength(1);
    const files = await unpack(path);
    expect(
      [...files.keys()].filter((name) => name.includes('roles.sql') || name.startsWith('steps/0003-switch/stdout')),
    ).toEqual([]);
    const digest = source.records[0]?.artifacts[0]?.digest ?? '';
    expect(bytesAt(files, 'steps/0001-backup/record.json').includes(digest)).toBe(true);
    expect(bytesAt(files, FILES.report).toString()).toContain('Withheld');
    expect(bytesAt(files, FILES.verifyText).toString()).toContain('Withheld on export');
  });
});

describe('an exclusion that would not hold', () => {
  it('is refused where it names nothing, or what carries the verdict', async () => {
    for (const field of [
      '/outputs/other',
      '/verdict',
      'other:/outputs/token',
      'outputs/token',
      '/after/*/status',
      '/data/seq',
    ]) {
      await expect(redacted({ fields: [field] })).rejects.toMatchObject({ code: 'bundle.unknown-field' });
    }
  });

  it('is refused where a log or an artifact still says it', async () => {
    const source = withOutput('CREATE ROLE');
    const withRole: BundleSource = {
      ...source,
      readLog: (log, form) => source.readLog(log, form),
      // `CREATE ROLE app;` stands in the artifact, over two chunks.
      async *readArtifact(digest) {
        for await (const chunk of source.readArtifact(digest)) {
          yield chunk.subarray(0, 3);
          yield chunk.subarray(3);
        }
      },
    };
    await expect(redacted({ fields: ['/outputs/token'] }, withRole)).rejects.toMatchObject({
      code: 'bundle.withheld-elsewhere',
    });
    const { path } = await redacted({ fields: ['/outputs/token'], artifacts: ['*.sql'] }, withRole);
    expect((await verify(path)).outcome).toBe('valid');
  });
});

describe('a withheld value that stands elsewhere', () => {
  it('is refused where the plan has it, by the place in the plan', async () => {
    const plan: Plan = { ...SAMPLE_PLAN, inputs: { ...SAMPLE_PLAN.inputs, region: regionOf('north-west-7') } };
    await expect(redacted({ fields: ['/inputs/region'] }, playedSource(plan))).rejects.toMatchObject({
      code: 'bundle.withheld-elsewhere',
      message: expect.stringContaining('run/plan.json (/inputs/region/default)'),
    });
    const other = { ...plan, inputs: { ...plan.inputs, region: regionOf('south') } };
    const { path } = await redacted({ fields: ['/inputs/region'] }, playedSource(other));
    expect(contains(path, 'north-west-7')).toBe(false);
    expect((await verify(path)).failures).toEqual([]);
  });

  it('is refused where nobody can withhold it, and hidden among the tools of the host', async () => {
    const script = playedScript(SAMPLE_PLAN, { secrets: [{ name: 'north-west-7', source: 'vault' }] });
    const source = sourceOf(script, SAMPLE_PLAN, new Evidence());
    await expect(redacted({ fields: ['/inputs/region'] }, source)).rejects.toMatchObject({
      message: expect.stringContaining('run/journal.jsonl (event 1 /data/secrets/0/name)'),
    });
    const tools = [{ kind: 'shell', name: 'shell at /srv/work', version: '1' }];
    const { path } = await redacted(
      { fields: ['/data/workspace'] },
      { ...playedSource(SAMPLE_PLAN), environment: { ...source.environment, tools } },
    );
    expect(contains(path, '/srv/work')).toBe(false);
    expect((await verify(path)).failures).toEqual([]);
  });

  it('is found as a number, in readings and in results', async () => {
    const source = withAct({
      outputs: { token: 184467 },
      result: { lines: 3, ids: [184467], text: 'made id 184467.' },
    });
    expect(contains(await exported(tempFolder(), source), '184467')).toBe(true);
    const { path } = await redacted({ fields: ['/outputs/token'] }, source);
    expect(contains(path, '184467')).toBe(false);
    const report = await verify(path);
    expect(report.failures).toEqual([]);
    expect(report.withheld?.fields.map((field) => field.replace(/^\d+/, ''))).toEqual([
      '/data/outputs/token',
      '/data/result/ids/0',
      '/data/result/text',
    ]);
  });

  it.each([
    ['a number in a log', 184467, 'id: 184467\r\n'],
    ['a number at the end of a log', 184467, 'id: 184467'],
    ['a text with the line ends of a terminal', 'first line\nsecond line', 'it is first line\r\nsecond line\r\n'],
    ['a text inside of JSON', 'say "hello" to C:\\x', `${JSON.stringify({ text: 'say "hello" to C:\\x' })}\n`],
  ])('is refused in a log: %s', async (_, token, output) => {
    const source = withAct({ outputs: { token }, result: {} }, output);
    await expect(redacted({ fields: ['/outputs/token'] }, source)).rejects.toMatchObject({
      code: 'bundle.withheld-elsewhere',
      message: expect.stringContaining('steps/0001-backup/stdout'),
    });
    const { path } = await redacted({ fields: ['/outputs/token'], logs: ['backup'] }, source);
    expect((await verify(path)).failures).toEqual([]);
  });

  it('is withheld with a text that has it as JSON', async () => {
    const token = 'say "hello" twice';
    const source = withAct({ outputs: { token }, result: { stdout: JSON.stringify({ token }) } });
    const { path } = await redacted({ fields: ['/outputs/token'] }, source);
    for (const text of ['hello', 'twice']) expect(contains(path, text)).toBe(false);
  });
});

describe('a value that looks as if it had been withheld', () => {
  it('is refused, unless it is withheld itself', async () => {
    const lookalike = { $withheld: `sha256:${'4'.repeat(64)}` };
    const source = withAct({ result: { document: { seen: [lookalike] } } });
    await expect(redacted({}, source)).rejects.toMatchObject({
      code: 'bundle.looks-withheld',
      message: expect.stringContaining('/data/result/document/seen/0'),
      hint: 'withhold it: --redact fields=/data/result/document/seen/0',
    });
    const { path } = await redacted({ fields: ['/data/result/document/seen/0'] }, source);
    expect(contains(path, lookalike.$withheld)).toBe(false);
    expect(await verify(path)).toMatchObject({ outcome: 'valid', failures: [] });
  });
});

const regionOf = (value: string) => ({ ...SAMPLE_PLAN.inputs['region'], default: value }) as Plan['inputs'][string];

function playedScript(plan: Plan, created: ConstructorParameters<typeof RunScript>[1] = {}): RunScript {
  const world = goodWorld(new Evidence());
  return new RunScript(plan, created).play({ ...world, act: () => ({}) });
}

const playedSource = (plan: Plan): BundleSource => sourceOf(playedScript(plan), plan, new Evidence());

/** The sample with another text as its output. */
function withOutput(token: string): BundleSource {
  return withAct({ result: { token }, outputs: { token } });
}

/** The sample whose first step reports something else, with another output where one is given. */
function withAct(report: Partial<ActReport>, output?: string): BundleSource {
  return sampleSource((evidence) => {
    const world = goodWorld(evidence);
    return {
      ...world,
      act(stepId, attempt, undo) {
        const usual = world.act(stepId, attempt, undo);
        if (stepId !== 'backup') return usual;
        const log = output === undefined ? {} : { log: evidence.log(`run/${stepId}.cast`, output) };
        return { ...usual, ...report, ...log };
      },
    };
  });
}
