import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createMask } from '#main/secrets/mask.ts';
import { createArtifactStore } from '#main/store/artifacts/artifact-store.ts';
import { collectArtifacts } from '#main/store/artifacts/collect.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const digestOf = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}` as Digest;
const mask = createMask([{ name: 'TOKEN', value: 'swordfish' }]);

function setUp() {
  const folder = tempFolder();
  const [dataDir, cwd, scratch] = [join(folder, 'data'), join(folder, 'work'), join(folder, 'scratch')];
  mkdirSync(cwd);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
    return join(cwd, path);
  };
  const store = createArtifactStore({ dataDir });
  const collect = (patterns: readonly string[], limitBytes?: number) =>
    collectArtifacts(store, {
      cwd,
      patterns,
      scratch,
      stepId: 'build',
      mask,
      ...(limitBytes === undefined ? {} : { limitBytes }),
    });
  const names = async (...patterns: string[]) => (await collect(patterns)).map((ref) => ref.name);
  return { folder, dataDir, cwd, scratch, write, store, collect, names };
}

/** Every byte in a folder. */
function contentOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

describe('the artifact store', () => {
  test('keeps a file once by its content', async () => {
    const { write, store, dataDir } = setUp();
    const first = await store.put(write('a.json', '{"a":1}'), 'a.json', 'build', mask);
    const second = await store.put(write('b.txt', '{"a":1}'), 'b.txt', 'test', mask);
    const digest = digestOf('{"a":1}');
    expect(first).toEqual({ name: 'a.json', digest, mediaType: 'application/json', size: 7, stepId: 'build' });
    expect(second).toEqual({ name: 'b.txt', digest, mediaType: 'text/plain', size: 7, stepId: 'test' });
    expect((await buffer(await store.open(digest))).toString()).toBe('{"a":1}');
    expect(await store.verify(digest)).toBe('intact');
    expect(statSync(store.path(digest)).mode & 0o777).toBe(0o600);
    expect(store.path(digest)).toBe(join(dataDir, 'artifacts/sha256', digest.slice(7, 9), digest.slice(7)));
    expect(readdirSync(join(dataDir, 'artifacts/incoming'))).toEqual([]);
  });

  test('tells changed and missing content, and heals what was cut short', async () => {
    const { write, store } = setUp();
    const file = write('a', 'content');
    const { digest } = await store.put(file, 'a', 'build', mask);
    writeFileSync(store.path(digest), 'cOntent');
    expect(await store.verify(digest)).toBe('changed');
    writeFileSync(store.path(digest), 'cont');
    await store.put(file, 'a', 'build', mask);
    expect(await store.verify(digest)).toBe('intact');
    const other = digestOf('other');
    expect(await store.verify(other)).toBe('missing');
    await expect(store.open(other)).rejects.toMatchObject({ code: 'artifact.gone' });
    expect(() => store.path('sha256:../../x' as Digest)).toThrow(expect.objectContaining({ code: 'artifact.digest' }));
  });

  test('masks a text, also where a secret lies across two reads, and digests what it keeps', async () => {
    const { write, store, dataDir } = setUp();
    const text = `${'x'.repeat(262_140)}swordfish ${Buffer.from('swordfish').toString('hex')}\nend`;
    const ref = await store.put(write('a.log', text), 'a.log', 'build', mask);
    const kept = `${'x'.repeat(262_140)}*** ***\nend`;
    expect(ref).toMatchObject({ digest: digestOf(kept), size: kept.length });
    expect((await buffer(await store.open(ref.digest))).toString()).toBe(kept);
    expect(contentOf(dataDir).includes('swordfish')).toBe(false);
  });

  test('refuses what is no text and holds a secret, and leaves nothing of it', async () => {
    const { write, store, dataDir } = setUp();
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7 swordfish '), Buffer.from([0, 255])]);
    await expect(store.put(write('a.pdf', bytes), 'a.pdf', 'build', mask)).rejects.toMatchObject({
      code: 'artifact.secret',
    });
    await expect(
      store.put(write('a.bin', Buffer.from('\ufeffswordfish', 'utf16le')), 'a.bin', 'build', mask),
    ).rejects.toMatchObject({
      code: 'artifact.secret',
    });
    expect(contentOf(dataDir)).toHaveLength(0);
    const harmless = Buffer.concat([Buffer.from([0, 255]), Buffer.from('fish')]);
    expect((await store.put(write('b.bin', harmless), 'b.bin', 'build', mask)).digest).toBe(digestOf(harmless));
  });

  test('refuses what is no regular file', async () => {
    const { cwd, store } = setUp();
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    for (const path of [join(cwd, 'pipe'), cwd, join(cwd, 'none')]) {
      await expect(store.put(path, 'x', 'build', mask)).rejects.toMatchObject({ code: 'artifact.unreadable' });
    }
  });
});

describe('artifacts of a step', () => {
  test('are found by path and glob, in order, each once', async () => {
    const { write, names } = setUp();
    for (const path of ['out/a.txt', 'out/deep/b.txt', 'out/c.json', 'top.txt', '.hidden.txt', 'out/.git/d.txt'])
      write(path, path);
    expect(await names('*.txt')).toEqual(['top.txt']);
    expect(await names('**/*.txt')).toEqual(['out/a.txt', 'out/deep/b.txt', 'top.txt']);
    expect(await names('out/**')).toEqual(['out/a.txt', 'out/c.json', 'out/deep/b.txt']);
    expect(await names('out/**/**/b.txt', './out/deep/b.txt')).toEqual(['out/deep/b.txt']);
    expect(await names('out/', 'top.txt')).toEqual(['out/a.txt', 'out/c.json', 'out/deep/b.txt', 'top.txt']);
    expect(await names('.hidden.txt', 'none*', '?op.*')).toEqual(['.hidden.txt', 'top.txt']);
    expect(await names('.*')).toEqual(['.hidden.txt']);
  });

  test('include all of the scratch folder, names that clash told apart', async () => {
    const { write, scratch, collect } = setUp();
    write('report.tar.gz', 'from cwd');
    mkdirSync(join(scratch, 'sub'), { recursive: true });
    writeFileSync(join(scratch, 'report.tar.gz'), 'from scratch');
    writeFileSync(join(scratch, 'sub/x'), 'x');
    const refs = await collect(['report.tar.gz']);
    expect(refs.map((ref) => [ref.name, ref.digest])).toEqual([
      ['report.tar.gz', digestOf('from cwd')],
      ['report (2).tar.gz', digestOf('from scratch')],
      ['sub/x', digestOf('x')],
    ]);
  });

  test('have no secret in their names, and are told apart where masking makes names alike', async () => {
    const { write, names } = setUp();
    write('dump-swordfish.txt', 'a');
    write(`dump-${Buffer.from('swordfish').toString('hex')}.txt`, 'b');
    write('swordfish/report.html', 'c');
    expect((await names('*.txt', 'swordfish')).toSorted()).toEqual([
      '***/report.html',
      'dump-*** (2).txt',
      'dump-***.txt',
    ]);
  });

  test('that are missing are all named', async () => {
    const { write, collect, dataDir } = setUp();
    write('a', 'a');
    await expect(collect(['a', 'b', 'c/d'])).rejects.toMatchObject({
      code: 'artifact.missing',
      details: { missing: ['b', 'c/d'] },
    });
    expect(() => readdirSync(dataDir)).toThrow('ENOENT');
  });

  test('are not taken from outside, by path or by link', async () => {
    const { folder, write, cwd, names, collect } = setUp();
    writeFileSync(join(folder, 'secret.txt'), 'outside');
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other/x.txt'), 'outside');
    const inside = write('sub/in.txt', 'inside');
    symlinkSync(join(folder, 'secret.txt'), join(cwd, 'sub/link.txt'));
    symlinkSync(join(folder, 'other'), join(cwd, 'sub/folder'));
    symlinkSync(cwd, join(cwd, 'sub/loop'));
    symlinkSync(inside, join(cwd, 'sub/same.txt'));
    symlinkSync(join(cwd, 'nothing'), join(cwd, 'sub/dangling'));
    expect(await names('**')).toEqual(['sub/in.txt', 'sub/same.txt']);
    expect(await names(inside)).toEqual(['sub/in.txt']);
    for (const path of ['../secret.txt', '/etc/hostname', 'sub/link.txt', 'sub/folder/x.txt', '../*', 'a/../../x*']) {
      await expect(collect([path])).rejects.toMatchObject({ code: 'artifact.outside' });
    }
  });

  test('are refused when they are too large together', async () => {
    const { write, collect } = setUp();
    write('a', 'x'.repeat(60));
    write('b', 'x'.repeat(60));
    await expect(collect(['a', 'b'], 100)).rejects.toMatchObject({ code: 'artifact.too-large' });
    expect(await collect(['a', 'b'], 120)).toHaveLength(2);
  });

  test.runIf(process.getuid?.() !== 0)('that cannot be read fail as such', async () => {
    const { write, collect } = setUp();
    chmodSync(write('a', 'a'), 0);
    await expect(collect(['a'])).rejects.toMatchObject({ code: 'artifact.unreadable' });
  });
});
