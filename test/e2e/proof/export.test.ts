import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAILS, PRINTS, ProofDesk } from './proof-desk.ts';

async function ran(plan = PRINTS): Promise<ProofDesk> {
  const desk = new ProofDesk();
  desk.write('plan.yaml', plan);
  await desk.run(['run', 'plan.yaml']);
  return desk;
}

describe('export', () => {
  test('writes a bundle that verifies, the same bytes each time, and records that', async () => {
    const desk = await ran();
    const { code, document, stderr } = await desk.document(['export', 'R-1', '-o', 'one.zip']);
    expect(code).toBe(0);
    expect(document.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(stderr).toContain('made the signing key of this installation: SHA256:');
    expect(stderr).toContain('the signing key lies unprotected');
    expect(statSync(join(desk.data, 'identity.json')).mode & 0o777).toBe(0o600);
    const again = await desk.document(['export', '1', '-o', 'two.zip']);
    expect(again.document.digest).toBe(document.digest);
    expect(readFileSync(desk.path('two.zip')).equals(readFileSync(desk.path('one.zip')))).toBe(true);
    const replayed = await desk.run(['replay', 'R-1']);
    expect(replayed.code).toBe(0);

    const { code: verified, report } = await desk.report(['one.zip']);
    expect(verified).toBe(0);
    expect(report).toMatchObject({
      outcome: 'valid',
      level: 'L1',
      signer: { fingerprint: document.signer, trustedAs: 'this installation', protection: 'none' },
      run: { verdict: { verification: 'passed' } },
    });
    const unpacked = desk.unzip('one.zip', 'unpacked');
    expect(readFileSync(join(unpacked, 'run/env.json'), 'utf8')).toContain('"protection":"none"');
    expect(readFileSync(join(unpacked, 'report.html'), 'utf8')).toContain('unprotected');
    expect(readFileSync(join(unpacked, 'run/journal.jsonl'), 'utf8')).not.toContain('run.exported');
    expect(readFileSync(join(unpacked, 'steps/0001-print/stdout.log'), 'utf8')).toContain('hello world');
    expect(readdirSync(desk.work).filter((name) => name.endsWith('.new'))).toEqual([]);

    // After a waiver or anything else, what was recorded of exports is a part of the history.
    await desk.run(['resolve', 'R-1', '--reason', 'looked at']);
    await desk.run(['export', 'R-1', '-o', 'three.zip']);
    const later = readFileSync(join(desk.unzip('three.zip', 'later'), 'run/journal.jsonl'), 'utf8');
    expect(later).toContain(document.digest);
    expect((await desk.report(['three.zip'])).report.outcome).toBe('valid');
  });

  test('refuses what cannot be exported, and leaves nothing behind', async () => {
    const desk = await ran();
    desk.write(
      'asks.yaml',
      'pulser: 1\nname: asks\nsteps:\n  - { id: ask, approve: {}, do: { shell: "touch x" }, verify: [{ file: { path: x } }] }\n',
    );
    const waits = await desk.document(['run', 'asks.yaml', '--bundle', 'w.zip']);
    expect(waits.code).toBe(3);
    expect(waits.document.bundle.error.code).toBe('bundle.run-not-ended');
    const early = await desk.document(['export', 'R-2', '-o', 'early.zip']);
    expect(early).toMatchObject({ code: 2, document: { error: { code: 'bundle.run-not-ended' } } });
    expect((await desk.document(['export', 'R-9', '-o', 'x.zip'])).document.error.code).toBe('run.unknown');
    expect((await desk.document(['export', 'R-1', '-o', 'none/x.zip'])).document.error.code).toBe('bundle.target');
    expect((await desk.document(['export', 'R-1', '-o', '.'])).document.error.code).toBe('bundle.target');
    expect((await desk.run(['export', 'R-1', '-o', 'x.zip', '--redact', 'all=*'])).code).toBe(2);
    expect((await desk.run(['export', 'R-1', '-o', 'x.zip', '--redact', 'fields=/verdict'])).stderr).toContain(
      'names nothing',
    );
    expect((await desk.run(['export', 'R-1', '-o', 'x.zip', '--proof-for', 'none'])).stderr).toContain('steps: print');
    expect((await desk.run(['export', 'R-1', '-o', 'x.zip', '--timestamp', 'ftp://x'])).code).toBe(2);
    expect(readdirSync(desk.work).filter((name) => name.includes('.zip'))).toEqual([]);
  });

  test('refuses a run whose artifact was changed in the data folder', async () => {
    const desk = await ran();
    const { artifacts } = (await desk.json(['artifacts', 'R-1'])).document as unknown as {
      artifacts: readonly { digest: string }[];
    };
    const hex = artifacts[0]?.digest.slice('sha256:'.length) ?? '';
    writeFileSync(join(desk.data, 'artifacts/sha256', hex.slice(0, 2), hex), 'other\n');
    const { code, stderr } = await desk.run(['export', 'R-1', '-o', 'x.zip']);
    expect(code).toBe(2);
    expect(stderr).toContain('artifacts/');
    expect(existsSync(desk.path('x.zip'))).toBe(false);
  });

  test('run --bundle exports whatever the outcome, and says it in the document', async () => {
    const desk = new ProofDesk();
    desk.write('fails.yaml', FAILS);
    const { code, document } = await desk.document(['run', 'fails.yaml', '--bundle', 'f.zip']);
    expect(code).toBe(1);
    expect(document.bundle.digest).toMatch(/^sha256:/);
    const { report } = await desk.report(['f.zip']);
    expect(report).toMatchObject({ outcome: 'valid', run: { verdict: { verification: 'failed' } } });
    expect((await desk.run(['run', 'fails.yaml', '--dry', '--bundle', 'f.zip'])).code).toBe(2);
    // Refused before anything is done.
    expect((await desk.run(['run', 'fails.yaml', '--bundle', 'none/f.zip'])).code).toBe(2);
    expect((await desk.json(['runs'])).document.runs).toHaveLength(1);
  });

  test('leaves out what is asked for, and opens one field later', async () => {
    const desk = await ran();
    const bundle = ['export', 'R-1', '-o', 'red.zip', '--redact', 'fields=print:/outputs/token'];
    const { document } = await desk.document([...bundle, '--redact', 'logs=print', '--redact', 'artifacts=*.txt']);
    expect(document.withheld).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^field \d+\/data\/outputs\/token$/),
        expect.stringMatching(/^artifact sha256:/),
        'log print',
      ]),
    );
    expect(readFileSync(desk.path('red.zip')).includes('tok-4711-north')).toBe(false);
    const { code, report } = await desk.report(['red.zip']);
    expect(code).toBe(0);
    expect(report.withheld).toMatchObject({ logs: ['print'], opened: 0 });

    const opened = await desk.run(['open-field', 'red.zip', 'print:/outputs/token']);
    expect(JSON.parse(opened.stdout)).toMatchObject([{ value: 'tok-4711-north' }]);
    const field = report.withheld?.fields.find((name) => name.includes('/outputs/token')) ?? '';
    await desk.run(['open-field', 'R-1', field, '-o', 'opening.json']);
    expect(statSync(desk.path('opening.json')).mode & 0o777).toBe(0o600);
    expect((await desk.report(['red.zip', '--open', 'opening.json'])).report).toMatchObject({
      outcome: 'valid',
      withheld: { opened: 1 },
    });
    desk.write('lie.json', readFileSync(desk.path('opening.json'), 'utf8').replace('north', 'south'));
    const lie = await desk.report(['red.zip', '--open', 'lie.json']);
    expect(lie).toMatchObject({ code: 1, report: { outcome: 'invalid' } });
    const unknown = await desk.run(['open-field', 'R-1', 'print:/outputs/other']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('was not withheld');
    expect((await desk.run(['verify', 'red.zip', '--open', 'plan.yaml'])).code).toBe(2);
  });

  test('writes inclusion proofs of a step beside the bundle', async () => {
    const desk = await ran();
    const { document } = await desk.document(['export', 'R-1', '-o', 'p.opsproof.zip', '--proof-for', 'print']);
    expect(document.proofs).toEqual([desk.path('p.print.tlog-proofs.json')]);
    const { proofs } = JSON.parse(readFileSync(desk.path('p.print.tlog-proofs.json'), 'utf8')) as {
      proofs: readonly { line: string; proof: string }[];
    };
    expect(proofs.length).toBeGreaterThan(3);
    const journal = readFileSync(join(desk.unzip('p.opsproof.zip', 'unpacked'), 'run/journal.jsonl'), 'utf8').split(
      '\n',
    );
    for (const { line, proof } of proofs) {
      expect(journal).toContain(line);
      expect(proof).toContain('index ');
    }
  });
});

describe('waive', () => {
  test('makes a failed run pass with waiver, never green, until the waiver ends', async () => {
    const desk = await ran(FAILS);
    expect((await desk.run(['waive', 'R-1', '--step', 'a', '--reason', ' '])).code).toBe(2);
    expect((await desk.run(['waive', 'R-1', '--step', 'z', '--reason', 'why'])).stderr).toContain('steps: a, b');
    expect((await desk.run(['waive', 'R-1', '--step', 'a', '--reason', 'why', '--until', 'soon'])).code).toBe(2);
    expect((await desk.run(['waive', 'R-1', '--step', 'a', '--reason', 'why', '--until', '2020-01-01'])).code).toBe(2);
    const first = await desk.document(['waive', 'R-1', '--step', 'a', '--reason', 'known since May', '--until', '7d']);
    expect(first.code).toBe(0);
    expect(first.document.waivers).toMatchObject([{ stepId: 'a', reason: 'known since May' }]);
    const shown = await desk.run(['show', 'R-1']);
    expect(shown.stdout).toMatch(/waived {2}.* by .*, until 2\d{3}-.*: known since May/);
    const second = await desk.document(['waive', 'R-1', '--step', 'b', '--reason', 'never reached']);
    expect(second.code).toBe(0);
    expect((await desk.run(['show', 'R-1'])).stdout).toContain('R-1 passed with waiver');
    expect((await desk.run(['runs'])).stdout).toContain('! passed with waiver');
    expect((await desk.document(['show', 'R-1'])).document).toMatchObject({
      verification: 'waived',
      waivers: [{ stepId: 'a' }, { stepId: 'b', until: null }],
    });
    await desk.run(['export', 'R-1', '-o', 'w.zip']);
    const { code, report } = await desk.report(['w.zip']);
    expect(code).toBe(0);
    expect(report.run?.verdict).toMatchObject({ verification: 'waived', waivers: [{ stepId: 'a' }, { stepId: 'b' }] });
    const text = (await desk.run(['verify', 'w.zip'])).stdout;
    expect(text).toContain('result  finished, waived');
    expect(text).toContain('known since May');
  });

  test('that has ended is told, and the run is red again', async () => {
    const desk = await ran(FAILS);
    await desk.run(['waive', 'R-1', '--step', 'b', '--reason', 'never reached']);
    const waived = await desk.run(['waive', 'R-1', '--step', 'a', '--reason', 'for a moment', '--until', '5s']);
    expect(waived.code).toBe(0);
    await expect
      .poll(async () => (await desk.run(['show', 'R-1'])).stdout, { timeout: 60_000 })
      .toMatch(/R-1 waiver expired[\s\S]*EXPIRED: for a moment/);
    expect((await desk.run(['runs'])).stdout).toContain('✗ waiver expired');
  });
});
