import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BundleSource } from '#main/proof/bundle/source.ts';
import { writeBundle } from '#main/proof/bundle/write-bundle.ts';
import { FILES, OPTIONAL_FILES } from '#main/proof/format/names.ts';
import { reportText } from '#main/proof/verify/report-text.ts';
import { bytesAt, editJson, exported, NEVER, SIGNER, unpack, verify } from '#test/conformance/proof/bundle-kit.ts';
import { RunScript } from '#test/conformance/proof/run-script.ts';
import { Evidence, goodWorld, SAMPLE_PLAN, sampleSource, sourceOf } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

function failingSource(): BundleSource & { script: RunScript } {
  return sampleSource((evidence) => ({
    ...goodWorld(evidence),
    read: (stepId, phase) =>
      stepId === 'create' ? 'green' : phase === 'after' && stepId === 'backup' ? 'green' : 'red',
  }));
}

describe('an exported run', () => {
  it('has the layout of a proof bundle, and a record for every step of the plan', async () => {
    const files = await unpack(await exported(tempFolder(), sampleSource()));
    const required = Object.values(FILES).filter((path) => !OPTIONAL_FILES.includes(path));
    expect([...files.keys()]).toEqual(expect.arrayContaining(required));
    expect([...files.keys()].filter((path) => path.endsWith('record.json'))).toEqual([
      'steps/0001-backup/record.json',
      'steps/0002-create/record.json',
      'steps/0003-switch/record.json',
      'steps/0004-confirm/record.json',
      'steps/0005-never/record.json',
    ]);
    expect(bytesAt(files, 'steps/0003-switch/stdout.2.log').toString()).toBe('switch try 2\nsecond line\n');
    expect(bytesAt(files, 'steps/0003-switch/stdout.cast').toString()).toContain('"version":2');
  });

  it('gives the same bytes each time', async () => {
    const folder = tempFolder();
    const [first, second] = [await exported(folder, sampleSource()), await exported(folder, sampleSource())];
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  });

  it('gives the same bytes after its export was recorded', async () => {
    const folder = tempFolder();
    const source = sampleSource();
    const first = await exported(folder, source);
    const data = { bundle: source.digest, signer: null, withheld: [] };
    source.script.append([
      { type: 'run.exported', at: source.script.at, actor: { kind: 'operator', name: 'ada' }, data },
    ]);
    const second = await exported(folder, { ...source, events: source.script.events });
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  });

  it('says of steps that were never reached that they did not run, and why', async () => {
    const source = failingSource();
    const path = await exported(tempFolder(), source);
    const report = await verify(path);
    expect(report.failures).toEqual([]);
    expect(report.run?.verdict).toMatchObject({ verification: 'failed', rollback: 'verified', left: [] });
    expect(report.run?.steps).toEqual([
      { id: 'backup', verdict: 'verified', strength: 'proven' },
      { id: 'create', verdict: 'satisfied', strength: 'satisfied' },
      { id: 'switch', verdict: 'failed', strength: null },
      { id: 'confirm', verdict: 'not-run', strength: null },
      { id: 'never', verdict: 'not-run', strength: null },
    ]);
    const files = await unpack(path);
    expect(JSON.parse(bytesAt(files, 'steps/0004-confirm/record.json').toString())).toMatchObject({
      verdict: 'not-run',
      reason: 'the run ended before this step',
    });
  });

  it('shows a waiver in the verdict, and says when it has expired', async () => {
    const source = failingSource();
    const actor = { kind: 'operator', name: 'grace' } as const;
    const waive = (stepId: string, until: number | null): void =>
      source.script.append([
        { type: 'step.waived', at: source.script.at, actor, data: { stepId, reason: 'known and harmless', until } },
      ]);
    waive('switch', 2_000_000_000_000);
    waive('confirm', null);
    const partly = await verify(await exported(tempFolder(), { ...source, events: source.script.events }));
    expect(partly.run?.verdict.verification).toBe('failed');
    waive('never', null);
    const path = await exported(tempFolder(), { ...source, events: source.script.events });
    const report = await verify(path, { now: 1_999_999_999_999 });
    expect(report.failures).toEqual([]);
    expect(report.run?.verdict.verification).toBe('waived');
    expect(report.run?.verdict.waivers[0]).toMatchObject({ stepId: 'switch', reason: 'known and harmless', actor });
    expect(report.run?.expiredWaivers).toEqual([]);
    const later = await verify(path, { now: 2_000_000_000_001 });
    expect(later.outcome).toBe('valid');
    expect(later.run).toMatchObject({ verdict: { verification: 'failed' }, expiredWaivers: ['switch'] });
    expect(reportText(later)).toMatch(/result {2}finished, failed[\s\S]*EXPIRED: known and harmless/);
    waive('switch', 3_000_000_000_000);
    const renewed = await exported(tempFolder(), { ...source, events: source.script.events });
    expect((await verify(renewed, { now: 2_000_000_000_001 })).run).toMatchObject({
      verdict: { verification: 'waived' },
      expiredWaivers: [],
    });
    const page = bytesAt(await unpack(path), FILES.report).toString();
    expect(page).toContain('Passed with waiver');
    expect(page).toContain('known and harmless');
  });

  it('of a canceled run is valid and not passed', async () => {
    const evidence = new Evidence();
    const script = new RunScript(SAMPLE_PLAN);
    const world = goodWorld(evidence);
    script.play({
      ...world,
      answer(stepId, kind) {
        script.send({ type: 'cancel', reason: 'enough' }, { kind: 'operator', name: 'ada' });
        return world.answer(stepId, kind);
      },
    });
    const report = await verify(await exported(tempFolder(), sourceOf(script, SAMPLE_PLAN, evidence)));
    expect(report.failures).toEqual([]);
    expect(report.run?.verdict).toMatchObject({ execution: 'canceled', verification: 'pending', left: ['backup'] });
  });
});

describe('an export that cannot be made', () => {
  const attempt = (source: BundleSource, signal: AbortSignal = NEVER) => {
    const folder = tempFolder();
    const done = writeBundle(source, SIGNER, { file: join(folder, 'x.zip'), signal });
    return { folder, done };
  };

  it('of a run that has not ended is refused', async () => {
    const source = sampleSource();
    const { done } = attempt({ ...source, events: source.events.slice(0, -1), records: [] });
    await expect(done).rejects.toMatchObject({ code: 'bundle.run-not-ended' });
  });

  it('of a journal that is broken is refused', async () => {
    const source = sampleSource();
    const { done } = attempt({ ...source, events: source.events.toSpliced(7, 1) });
    await expect(done).rejects.toMatchObject({ code: 'bundle.source-contradiction' });
  });

  it('of a record that is not what its events say is refused', async () => {
    const source = sampleSource();
    const records = source.records.map((record) => ({ ...record, verdict: 'satisfied' as const }));
    const { done } = attempt({ ...source, records });
    await expect(done).rejects.toMatchObject({
      code: 'bundle.source-contradiction',
      message: expect.stringContaining('backup'),
    });
  });

  it('of another plan is refused', async () => {
    const { done } = attempt({ ...sampleSource(), plan: { ...SAMPLE_PLAN, title: 'Another' } });
    await expect(done).rejects.toMatchObject({ code: 'bundle.source-contradiction' });
  });

  it('of a changed artifact is refused, and leaves nothing behind', async () => {
    const source = sampleSource();
    const { folder, done } = attempt({
      ...source,
      async *readArtifact() {
        yield Buffer.from('changed');
      },
    });
    await expect(done).rejects.toMatchObject({ code: 'bundle.source-changed' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends when it is told to, and leaves nothing behind', async () => {
    const controller = new AbortController();
    const source = sampleSource();
    const { folder, done } = attempt(
      {
        ...source,
        async *readArtifact(digest) {
          controller.abort(new Error('enough'));
          yield* source.readArtifact(digest);
        },
      },
      controller.signal,
    );
    await expect(done).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a step that an earlier attempt did', () => {
  it('is carried, and may not claim more than it was', async () => {
    const evidence = new Evidence();
    const carried = [{ stepId: 'backup', strength: 'proven', outputs: { token: 'tok-4711' }, skipped: false }] as const;
    const attemptOf = {
      runId: '01900000-0000-7000-8000-00000000000f',
      fromStep: 'create',
      revision: 'recorded',
      carried,
    } as const;
    const script = new RunScript(SAMPLE_PLAN, { attemptOf: attemptOf as never }).play(goodWorld(evidence));
    const path = await exported(tempFolder(), sourceOf(script, SAMPLE_PLAN, evidence));
    const report = await verify(path);
    expect(report.failures).toEqual([]);
    expect(report.run?.steps[0]).toEqual({ id: 'backup', verdict: 'carried', strength: 'proven' });
    expect(report.run?.attemptOf).toBe(attemptOf.runId);
    expect(reportText(report)).toContain(
      `carried backup: done by run ${attemptOf.runId}, which this bundle does not show`,
    );
    const files = await unpack(path);
    editJson(files, 'steps/0001-backup/record.json', (record) => expect(record.attemptOf).toBe(attemptOf.runId));
  });
});
