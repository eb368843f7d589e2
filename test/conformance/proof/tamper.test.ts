import { describe, expect, it } from 'vitest';
import { FILES } from '#main/proof/format/names.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { type Attack, OTHER, respell } from './attack.ts';
import { OUTSIDE } from './attacks-outside.ts';
import { RUN_LIES } from './attacks-run.ts';
import { OTHER_LIES } from './attacks-statements.ts';
import { editJson, exported, type Files, pack, reseal, rulesOf, SIGNER, unpack, verify } from './bundle-kit.ts';
import { sampleSource } from './sample-run.ts';

let kept: Promise<Files> | undefined;

/** The good bundle that every attack begins with; made once. */
function goodFiles(): Promise<Files> {
  kept ??= exported(tempFolder(), sampleSource()).then(unpack);
  return kept;
}

async function reportOf(attack: Pick<Attack, 'apply'>) {
  const files = new Map(await goodFiles());
  attack.apply(files);
  return verify(await pack(tempFolder(), files));
}

describe('a bundle that nobody touched', () => {
  it('is valid, packed again as well', async () => {
    const report = await reportOf({ apply: () => {} });
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
  });

  it('is valid when it is sealed again with the same key: the attacks below fail for what they change', async () => {
    const report = await reportOf({ apply: reseal });
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
  });
});

describe('a bundle whose pages another version made', () => {
  it.each([undefined, 99])('is valid, and says that nobody compared them with the journal (%s)', async (rendering) => {
    const report = await reportOf({
      apply(files) {
        editJson(files, FILES.environment, (environment) => (environment.rendering = rendering));
        respell(files, FILES.report, (text) => `${text}\n`);
        reseal(files, { views: false });
      },
    });
    expect(report).toMatchObject({ outcome: 'valid', failures: [] });
    expect(report.rows).toContainEqual({
      check: 'report.html and VERIFY.md',
      count: 0,
      result: 'not-checked',
      detail: 'another version made them: they are not compared with the journal',
    });
  });
});

describe('what anybody can do to a bundle', () => {
  it.each(OUTSIDE)('$name: $rule', async (attack) => {
    const report = await reportOf(attack);
    expect(report.outcome).toBe('invalid');
    expect(rulesOf(report)).toContain(attack.rule);
    if (attack.file !== undefined) {
      expect(report.failures).toContainEqual(expect.objectContaining({ rule: attack.rule, file: attack.file }));
    }
  });
});

describe('what the owner of the key can do', () => {
  it.each([...RUN_LIES, ...OTHER_LIES])('$name: $rule', async (attack) => {
    const report = await reportOf(attack);
    expect(report.outcome).toBe('invalid');
    expect(rulesOf(report)).toContain(attack.rule);
    if (attack.file !== undefined) {
      expect(report.failures).toContainEqual(expect.objectContaining({ rule: attack.rule, file: attack.file }));
    }
  });
});

describe('another key', () => {
  it('makes a bundle that holds and that nobody trusts', async () => {
    const report = await reportOf({ apply: (files) => reseal(files, { signer: OTHER }) });
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('signed-not-trusted');
    expect(report.signer).toMatchObject({ fingerprint: OTHER.fingerprint, trustedAs: null });
  });

  it('is not trusted because the bundle brings it along', async () => {
    const report = await verify(await pack(tempFolder(), await goodFiles()), { keys: [] });
    expect(report.outcome).toBe('signed-not-trusted');
    expect(report.signer?.fingerprint).toBe(SIGNER.fingerprint);
  });
});
