import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { classicKey, classicKeyFile, sealClassic } from '#main/proof/format/in-toto.ts';
import { FILES, isInToto } from '#main/proof/format/names.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { hasTool } from '#test/helpers/has-tool.ts';
import { planOf } from '#test/helpers/plans.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { artifactIn, OTHER } from './attack.ts';
import {
  bytesAt,
  exported,
  type Files,
  type Loose,
  lie,
  pack,
  reseal,
  rulesOf,
  SIGNER,
  unpack,
  verify,
} from './bundle-kit.ts';
import { RunScript } from './run-script.ts';
import { Evidence, goodWorld, sampleSource, sourceOf } from './sample-run.ts';

const KEY = classicKey(SIGNER.publicKey).keyid.slice(0, 8);
const linkOf = (step: string): string => `in-toto/${step}.${KEY}.link`;

let kept: Promise<Files> | undefined;
let good: Files;

beforeEach(async () => {
  kept ??= exported(tempFolder(), sampleSource(), { layout: true }).then(unpack);
  good = await kept;
});

/** Signs a changed file of in-toto/ again. */
function resign(files: Files, path: string, edit: (signed: Loose) => void): void {
  const { signed }: Loose = JSON.parse(bytesAt(files, path).toString('utf8'));
  edit(signed);
  const bytes = Buffer.from(canonicalJson(signed));
  files.set(path, Buffer.from(sealClassic(bytes, SIGNER.publicKey, SIGNER.sign(bytes))));
}

async function changed(change: (files: Files) => void) {
  const files = new Map(good);
  change(files);
  return verify(await pack(tempFolder(), files));
}

describe('a bundle with the classic form of in-toto', () => {
  it('verifies, the same bytes each time, with a link of each step and of the end', async () => {
    const again = await unpack(await exported(tempFolder(), sampleSource(), { layout: true }));
    expect(again).toEqual(good);
    const steps = ['backup', 'create', 'switch', 'confirm', 'never'];
    expect([...good.keys()].filter(isInToto)).toEqual(
      [FILES.layout, FILES.layoutKey, ...[...steps, 'run_passed'].map(linkOf)].sort(),
    );
    const report = await changed(() => {});
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
    expect(report.rows).toContainEqual({ check: 'in-toto layout and links', count: 7, result: 'ok', detail: '' });
    const { signed }: Loose = JSON.parse(bytesAt(good, FILES.layout).toString('utf8'));
    expect(signed.steps.map((step: Loose) => step.name)).toEqual([...steps, 'run_passed']);
    expect(bytesAt(good, FILES.verifyText).toString('utf8')).toContain('in-toto-verify -l in-toto/root.layout');
  });

  it('has no link of a step that did not end well or was undone, and none of the end', async () => {
    const source = sampleSource((evidence) => ({
      ...goodWorld(evidence),
      read: (stepId, phase) =>
        stepId === 'create' ? 'green' : phase === 'after' && stepId === 'backup' ? 'green' : 'red',
    }));
    const path = await exported(tempFolder(), source, { layout: true });
    expect((await verify(path)).failures).toEqual([]);
    const links = [...(await unpack(path)).keys()].filter((file) => file.endsWith('.link'));
    expect(links).toEqual([linkOf('create')]);
  });

  it.each([
    ['an edited link', 'file.changed', (files: Files) => edited(files, linkOf('backup'))],
    ['a link that is gone', 'file.missing', (files: Files) => void files.delete(linkOf('switch'))],
    ['the whole folder gone', 'file.missing', (files: Files) => withoutFolder(files)],
    [
      'a link that was added',
      'file.unlisted',
      (files: Files) => void files.set('in-toto/x.00000000.link', otherLink()),
    ],
  ])('anybody: %s: %s', async (_, rule, change) => {
    const report = await changed(change);
    expect(report.outcome).toBe('invalid');
    expect(rulesOf(report)).toContain(rule);
  });

  it.each<readonly [string, string, (files: Files) => void]>([
    [
      'other products',
      'in-toto.content',
      (files) => resign(files, linkOf('backup'), (link) => void (link.products = {})),
    ],
    ['fewer rules', 'in-toto.content', (files) => resign(files, FILES.layout, (layout) => void (layout.inspect = []))],
    ['spare white space', 'in-toto.content', (files) => void files.set(FILES.layout, spaced(files))],
    ['another signature', 'in-toto.signature', (files) => edited(files, linkOf('create'))],
    ['a link that is gone', 'in-toto.missing', (files) => void files.delete(linkOf('switch'))],
    ['no layout', 'in-toto.missing', (files) => void files.delete(FILES.layout)],
    ['a link of nothing', 'in-toto.unknown', (files) => void files.set('in-toto/x.00000000.link', otherLink())],
    ['no key', 'key.mismatch', (files) => void files.delete(FILES.layoutKey)],
    [
      'another key',
      'key.mismatch',
      (files) => void files.set(FILES.layoutKey, Buffer.from(classicKeyFile(OTHER.publicKey))),
    ],
  ])('the owner of the key: %s: %s', async (_, rule, change) => {
    const report = await changed((files) => {
      change(files);
      reseal(files);
    });
    expect(report.outcome).toBe('invalid');
    expect(rulesOf(report)).toContain(rule);
  });

  it('is rejected after the journal was changed and everything else signed again', async () => {
    const report = await changed((files) =>
      lie(files, (events) => {
        for (const event of events) if (event.type === 'act.finished') event.data.result = { other: true };
      }),
    );
    expect(rulesOf(report)).toEqual(expect.arrayContaining(['in-toto.content']));
  });
});

function spaced(files: Files): Buffer {
  return Buffer.concat([bytesAt(files, FILES.layout), Buffer.from('\n')]);
}

function withoutFolder(files: Files): void {
  for (const path of [...files.keys()].filter(isInToto)) files.delete(path);
}

/** The first digit of the signature is another one. */
function edited(files: Files, path: string): void {
  const text = bytesAt(files, path).toString('latin1');
  const place = text.indexOf('"sig":"') + 7;
  const digit = text[place] === '0' ? '1' : '0';
  files.set(path, Buffer.from(`${text.slice(0, place)}${digit}${text.slice(place + 1)}`));
}

function otherLink(): Buffer {
  return bytesAt(good, linkOf('backup'));
}

describe.skipIf(!hasTool('in-toto-verify'))('in-toto-verify', () => {
  /** Exit code of the tool over an unpacked bundle, and what it said. */
  function inToto(files: Files, options: { key?: Buffer; change?: (folder: string) => void } = {}) {
    const folder = join(tempFolder(), 'bundle');
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    options.change?.(folder);
    const key = join(dirname(folder), 'owner.pub');
    writeFileSync(key, options.key ?? bytesAt(files, FILES.layoutKey));
    const args = ['-l', FILES.layout, '-k', key, '-t', 'ed25519', '--link-dir', 'in-toto'];
    const { status, stderr, stdout } = spawnSync('in-toto-verify', args, { cwd: folder, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  }

  it('accepts a good bundle', () => {
    expect(inToto(good)).toEqual({ status: 0, said: '' });
  });

  it('accepts a bundle whose artifacts and logs are withheld', async () => {
    const exclude = { artifacts: ['*'], logs: ['*'] };
    const path = await exported(tempFolder(), sampleSource(), { layout: true, exclude });
    expect((await verify(path)).failures).toEqual([]);
    expect(inToto(await unpack(path)).status).toBe(0);
  });

  it('accepts steps that need others, and artifacts of names that in-toto never records', async () => {
    const step = { do: { shell: 'act' }, verify: [{ shell: 'look' }], artifacts: ['*'] };
    const plan = planOf({
      name: 'chain',
      title: 'Größe',
      version: '1.0.0',
      steps: [
        { ...step, id: 'a' },
        { ...step, id: 'b', needs: [] },
        { ...step, id: 'c', needs: ['a', 'b'] },
      ],
    });
    const evidence = new Evidence();
    const names = ['a.link', 'b.pyc', 'c~', '.git', 'd [1]*.txt', 'root.layout'];
    const script = new RunScript(plan).play({
      ...goodWorld(evidence),
      read: (_, phase) => (phase === 'before' ? 'red' : 'green'),
      act: (stepId) => ({ artifacts: names.map((name) => evidence.artifact(stepId, name, `${name} of ${stepId}`)) }),
    });
    const path = await exported(tempFolder(), sourceOf(script, plan, evidence), { layout: true });
    expect((await verify(path)).failures).toEqual([]);
    const files = await unpack(path);
    expect(inToto(files)).toEqual({ status: 0, said: '' });
    const record = 'steps/0001-a/record.json';
    const { signed }: Loose = JSON.parse(bytesAt(files, linkOf('c')).toString('utf8'));
    expect(Object.keys(signed.materials)).toContain(record);
    resign(files, linkOf('c'), (link) => void (link.materials[record].sha256 = '0'.repeat(64)));
    const { status, said } = inToto(files);
    expect(said).toMatch(/DISALLOW \*/);
    expect(status).not.toBe(0);
  });

  it.each<readonly [string, RegExp, (folder: string) => void]>([
    [
      'a link whose content was changed',
      /signature|threshold/i,
      (folder) => {
        const text = bytesAt(good, linkOf('backup')).toString('latin1');
        writeFileSync(join(folder, linkOf('backup')), text.replace('"verified"', '"satisfied"'));
      },
    ],
    ['a step without its link', /link/i, (folder) => rmSync(join(folder, linkOf('switch')))],
    [
      'a changed log',
      /DISALLOW steps/,
      (folder) => writeFileSync(join(folder, 'steps/0001-backup/stdout.log'), 'all is well\n'),
    ],
    ['a record that is gone', /REQUIRE/, (folder) => rmSync(join(folder, 'steps/0002-create/record.json'))],
    ['an artifact that is gone', /REQUIRE/, (folder) => rmSync(join(folder, artifactIn(good, 'roles.sql')))],
    ['a changed plan', /DISALLOW run/, (folder) => writeFileSync(join(folder, FILES.plan), '{}')],
    ['a changed journal', /DISALLOW run/, (folder) => writeFileSync(join(folder, FILES.journal), '')],
    [
      'a file that was added',
      /DISALLOW steps/,
      (folder) => cpSync(join(folder, FILES.plan), join(folder, 'steps/0001-backup/more.json')),
    ],
  ])('rejects %s', (_, reason, change) => {
    const { status, said } = inToto(good, { change });
    expect(said).toMatch(reason);
    expect(status).not.toBe(0);
  });

  it('rejects another key', () => {
    const { status, said } = inToto(good, { key: Buffer.from(classicKeyFile(OTHER.publicKey)) });
    expect(said).toMatch(/signature/i);
    expect(status).not.toBe(0);
  });

  it('rejects a run that did not pass', async () => {
    const source = sampleSource((evidence) => ({
      ...goodWorld(evidence),
      read: (stepId) => (stepId === 'switch' ? 'red' : goodWorld(evidence).read(stepId, 'after', 0, 9)),
    }));
    const files = await unpack(await exported(tempFolder(), source, { layout: true }));
    const { status, said } = inToto(files);
    expect(said).toMatch(/switch/);
    expect(status).not.toBe(0);
  });
});
