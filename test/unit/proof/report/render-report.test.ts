import { describe, expect, it } from 'vitest';
import type { EnvironmentFile } from '#main/proof/format/environment.ts';
import { RunFold } from '#main/proof/format/fold-run.ts';
import { runVerdict } from '#main/proof/format/verdict.ts';
import { html } from '#main/proof/report/html.ts';
import { renderReport } from '#main/proof/report/render-report.ts';
import { shown, shownDuration, shownMembers } from '#main/proof/report/value-text.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { type Evidence, goodWorld, SAMPLE_PLAN, sampleSource } from '#test/conformance/proof/sample-run.ts';

function pageOf(source: ReturnType<typeof sampleSource>, withheld: Partial<EnvironmentFile['withheld']> = {}): string {
  const fold = new RunFold(SAMPLE_PLAN);
  for (const event of source.events) fold.add(event);
  const environment = {
    signer: { fingerprint: 'SHA256:abc', protection: 'none' },
    withheld: { fields: [], head: null, artifacts: [], logs: [], ...withheld },
  } as unknown as EnvironmentFile;
  const facts = { plan: SAMPLE_PLAN, fold, records: fold.records(), verdict: runVerdict(fold), environment };
  return renderReport({ ...facts, isTimestamped: false });
}

describe('the report of a run', () => {
  it('says the outcome and its strength before anything else of the run', () => {
    const page = pageOf(sampleSource());
    expect(page).toContain('Passed, evidence attested');
    expect(page.indexOf('Passed, evidence')).toBeLessThan(page.indexOf('<h2>Steps'));
    expect(page).toContain('The weakest step rests on the word of a person.');
  });

  it('shows readings before and after, approvals with who and why, artifacts with digests, how to verify', () => {
    const source = sampleSource();
    const page = pageOf(source);
    expect(page.replaceAll(/<svg.*?<\/svg>/gs, '')).toMatch(
      /verify 0 of backup<\/td><td><span class="state bad">red<\/span>[^]*?backup before[^]*?<td><span class="state good">green<\/span>[^]*?backup after/,
    );
    expect(page).toContain('5 steps: 3 verified, 1 satisfied, 1 skipped');
    expect(page).toContain('<dt>run</dt><dd>pg_dumpall</dd>');
    expect(page).toMatch(/approval · approve · operator ada[^<]*change 42 &lt;ok&gt;/);
    expect(page).toContain(source.records[0]?.artifacts[0]?.digest);
    expect(page).toContain('ssh-keygen -Y verify');
    expect(page).toContain('unprotected in the data folder');
    expect(page).not.toContain('<h2>Withheld');
    expect(pageOf(source, { logs: ['backup'] })).toMatch(/Output of<\/dt><dd>1 step: backup</);
    const place = (seq: number, pointer: string) => ({
      seq,
      pointer,
      commitment: `sha256:${'0'.repeat(64)}` as Digest,
    });
    const fields = [
      place(1, '/data/readings/0/observed'),
      place(2, '/data/readings/1/observed'),
      place(2, '/actor/name'),
    ];
    const withheld = pageOf(source, { fields });
    expect(withheld).toContain('<li>/data/readings/*/observed, 2 times</li><li>/actor/name</li>');
  });

  it('holds no script, nothing from elsewhere, and no markup that a value brought along', () => {
    const evil = '<script>alert(1)</script><img src=x onerror=1>"\'&\u202e';
    const page = pageOf(
      sampleSource((evidence: Evidence) => ({
        ...goodWorld(evidence),
        observed: () => evil,
        act: (stepId, attempt, undo) => ({
          ...goodWorld(evidence).act(stepId, attempt, undo),
          call: { evil },
          outputs: { evil },
        }),
        answer: (_, kind) => ({ answer: { kind: 'approve' }, reason: kind === 'approval' ? evil : null }),
      })),
    );
    expect(page).not.toMatch(/<script|<img|javascript:|https?:\/\//i);
    expect(page).not.toContain('\u202e');
    expect(page).toContain('Rotate the &lt;app&gt; role');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain("default-src 'none'");
  });

  it('does not show a failed or canceled run in green', () => {
    const failed = pageOf(
      sampleSource((evidence) => ({
        ...goodWorld(evidence),
        read: (stepId, phase) =>
          stepId === 'create' ? 'green' : phase === 'after' && stepId === 'backup' ? 'green' : 'red',
      })),
    );
    expect(failed).toContain('<section class="outcome back">');
    expect(failed).toContain('Failed, rolled back, verified');
    expect(failed).toContain('not-run');
    expect(failed).toMatch(/<span class="pill back">.*restored<\/span>/);
    expect(failed).toContain('After the undo');
    expect(failed).toContain('2 undone and restored');
  });
});

describe('what the report shows of values', () => {
  it('writes members one by one, and no commitment', () => {
    const $withheld = `sha256:${'0'.repeat(64)}`;
    expect(shownMembers({ host: { $withheld }, rows: [1, { $withheld }] })).toEqual([
      'host = (withheld)',
      'rows = [1,"(withheld)"]',
    ]);
    expect([shownMembers({ $withheld }), shownMembers([]), shownMembers({}), shownMembers('a')]).toEqual(
      Array.from({ length: 4 }),
    );
    expect(shown({ $withheld })).toBe('(withheld)');
  });
});

describe('html', () => {
  it('escapes whatever is put in, unless it is HTML itself', () => {
    expect(html`<b>${'<i>'}</b>${html`<i>${'&'}</i>`}${['a', '"']}${null}${3}`.text).toBe(
      '<b>&lt;i&gt;</b><i>&amp;</i>a&quot;3',
    );
  });
});

describe('durations', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1000, '1s'],
    [168_000, '2m 48s'],
    [3_600_000, '1h'],
    [-5, '0ms'],
  ])('%i ms reads %s', (ms, text) => {
    expect(shownDuration(ms)).toBe(text);
  });
});
