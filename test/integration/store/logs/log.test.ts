import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openLog as openReader } from '#main/store/logs/log-reader.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { CastWriter } from '#main/store/logs/log-writer.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { all, NAME, openLog, record, sha256, TERMINAL } from './recorded-log.ts';

describe('a log', () => {
  test('is an asciicast v2 with the exact bytes, and describes itself', async () => {
    const { path, ref } = await record(tempFolder(), [Buffer.from('héllo\r\n'), Buffer.from('\u001b[1mwörld')]);
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ version: 2, width: 80, height: 24, timestamp: expect.any(Number) });
    expect(lines[1]).toEqual([expect.any(Number), 'o', 'héllo\r\n\u001b[1mwörld']);
    expect(lines[2]?.[1]).toBe('d');
    const bytes = Buffer.from('héllo\r\n\u001b[1mwörld');
    expect(ref).toEqual({
      path: '0190-run/build.1.cast',
      bytes: bytes.length,
      lines: 2,
      digest: sha256(bytes),
      redactions: 3,
    });
    expect(JSON.parse(lines[2]?.[2])).toEqual({ bytes: ref.bytes, lines: 2, digest: ref.digest, redactions: 3 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.idx`)).toBe(false);
  });

  test('gives back any bytes, cut anywhere, by window and by line', async () => {
    const dataDir = tempFolder();
    let count = 0;
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('\n', 'a\r\n', '\n\n', '💩', '\xf0')
        .map((text) => Buffer.from(text, text === '\xf0' ? 'latin1' : 'utf8')),
      fc.integer({ min: 60_000, max: 140_000 }).map((size) => Buffer.alloc(size, 'x')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), fc.nat(), fc.nat(), async (chunks, a, b) => {
        const bytes = Buffer.concat(chunks);
        count += 1;
        const { path, ref } = await record(dataDir, chunks, { ...NAME, try: count });
        const reader = await openLog(path);
        const lines = bytes.length === 0 ? [] : bytes.toString('latin1').replace(/\n$/, '').split('\n');
        expect(await reader.size()).toEqual({ bytes: bytes.length, lines: lines.length, closed: true });
        expect(ref.lines).toBe(lines.length);
        const [offset, length] = [a % (bytes.length + 2), b % (bytes.length + 2)];
        expect((await reader.window({ offset, length })).equals(bytes.subarray(offset, offset + length))).toBe(true);
        const from = a % (lines.length + 2);
        const read = await reader.lines({ from, count: (b % 4) + 1 });
        const expected = lines.slice(from, from + (b % 4) + 1);
        expect(read.map((line) => [line.line, line.truncated])).toEqual(
          expected.map((line, index) => [from + index, line.length > 65_536]),
        );
        for (const [index, line] of read.entries()) {
          const start = lines.slice(0, from + index).reduce((sum, text) => sum + text.length + 1, 0);
          expect(line.offset).toBe(start);
          const text = Buffer.from(expected[index]?.slice(0, 65_536) ?? '', 'latin1').toString('utf8');
          expect(line.text).toBe(line.truncated ? text : text.replace(/\r$/, ''));
        }
        expect(Buffer.concat((await all(reader.replay())).map(([, part]) => part)).equals(bytes)).toBe(true);
        expect(await reader.verify(ref)).toMatchObject({ status: 'intact', digest: sha256(bytes) });
      }),
      { numRuns: 60 },
    );
  });

  test('is never written over', async () => {
    const dataDir = tempFolder();
    const first = await record(dataDir, [Buffer.from('first')]);
    const second = await record(dataDir, [Buffer.from('second')]);
    const undo = await record(dataDir, [Buffer.from('undo')], { ...NAME, undo: true });
    expect([first, second, undo].map(({ ref }) => ref.path)).toEqual([
      '0190-run/build.1.cast',
      '0190-run/build.1.2.cast',
      '0190-run/build.1.undo.cast',
    ]);
    expect((await (await openLog(first.path)).window({ offset: 0, length: 99 })).toString()).toBe('first');
  });

  test('stays in its folder', () => {
    const store = createLogStore({ dataDir: tempFolder() });
    expect(() => store.open({ ...NAME, stepId: '../x' }, TERMINAL)).toThrow(
      expect.objectContaining({ code: 'log.path' }),
    );
    for (const path of ['../x', 'a/../../x', '/etc/passwd', 'a//b', '']) {
      expect(() => store.resolve(path)).toThrow(expect.objectContaining({ code: 'log.path' }));
    }
  });

  test('gathers what comes within a moment, and dates it with its beginning', async () => {
    const clock = new ManualClock();
    const store = createLogStore({ dataDir: tempFolder(), clock });
    const writer = store.open(NAME, TERMINAL);
    await clock.advance(1000);
    await writer.write(Buffer.from('a'));
    await clock.advance(10);
    await writer.write(Buffer.from('b'));
    await clock.advance(40);
    await writer.write(Buffer.from('c'));
    const ref = await writer.close(0);
    const reader = await openLog(store.resolve(ref.path));
    expect((await all(reader.replay())).map(([time, bytes]) => [time, bytes.toString()])).toEqual([
      [1, 'ab'],
      [1.05, 'c'],
    ]);
    expect(clock.pending).toBe(0);
  });

  test('keeps a character whole that comes in two moments', async () => {
    const clock = new ManualClock();
    const store = createLogStore({ dataDir: tempFolder(), clock });
    const writer = store.open(NAME, TERMINAL);
    const bytes = Buffer.from('a💩');
    await writer.write(bytes.subarray(0, 3));
    await clock.advance(50);
    await writer.write(bytes.subarray(3));
    const ref = await writer.close(0);
    const text = readFileSync(store.resolve(ref.path), 'utf8');
    expect(text).toContain('"💩"');
    expect(text).not.toContain('\\udc');
  });

  test('refuses output after its end', async () => {
    const store = createLogStore({ dataDir: tempFolder() });
    const writer = store.open(NAME, TERMINAL);
    await writer.close(0);
    await expect(writer.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'log.closed' });
    await expect(writer.close(0)).resolves.toMatchObject({ bytes: 0 });
  });
});

test.runIf(existsSync('/dev/full'))('a log that cannot be written says so at once and at its end', async () => {
  const fd = openSync('/dev/full', 'w');
  const file = { path: '/dev/full', name: 'x', fd, terminal: TERMINAL, clock: new ManualClock(), durable: false };
  const writer = new CastWriter(file);
  const chunk = randomBytes(1 << 20);
  const writeOn = async () => {
    for (let i = 0; i < 100; i += 1) await writer.write(chunk);
  };
  await expect(writeOn()).rejects.toMatchObject({ code: 'log.write', cause: { code: 'ENOSPC' } });
  await expect(writer.close(0)).rejects.toMatchObject({ code: 'log.write' });
});

/** 3 MB in numbered lines of different lengths. */
function manyLines(): {
  readonly chunks: readonly Buffer[];
  readonly bytes: Buffer;
  readonly lines: readonly string[];
} {
  const lines = Array.from(
    { length: 40_000 },
    (_, index) => `${index} ${'é'.repeat(index % 60)}${index === 31_337 ? ' Needle' : ''}`,
  );
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 5003) chunks.push(bytes.subarray(at, at + 5003));
  return { chunks, bytes, lines };
}

describe('a long log', () => {
  test.each([
    ['with its index', (_path: string) => undefined],
    ['without it', (path: string) => rmSync(`${path}.idx`)],
    ['with a torn one', (path: string) => truncateSync(`${path}.idx`, 8 + 32 * 3 + 11)],
    [
      'with a wrong one',
      (path: string) => {
        const index = readFileSync(`${path}.idx`);
        index.writeBigUInt64LE(index.readBigUInt64LE(index.length - 24) + 1n, index.length - 24);
        writeFileSync(`${path}.idx`, index);
      },
    ],
  ])('is read from anywhere %s', async (_, harm) => {
    const { chunks, bytes, lines } = manyLines();
    const { path } = await record(tempFolder(), chunks);
    expect(statSync(`${path}.idx`).size).toBeGreaterThan(8 + 32 * 8);
    harm(path);
    const reader = await openLog(path);
    expect(await reader.size()).toEqual({ bytes: bytes.length, lines: lines.length, closed: true });
    for (const offset of [0, 262_144, 1_000_001, bytes.length - 100]) {
      expect((await reader.window({ offset, length: 70_000 })).equals(bytes.subarray(offset, offset + 70_000))).toBe(
        true,
      );
    }
    for (const from of [0, 1, 20_000, 39_998]) {
      const found = await reader.lines({ from, count: 5 });
      expect(found.map((line) => line.text)).toEqual(lines.slice(from, from + 5));
    }
    expect(await reader.lines({ from: 40_000, count: 5 })).toEqual([]);
    const offset = bytes.indexOf('Needle');
    expect(await all(reader.search('Needle'))).toEqual([{ offset, line: 31_337, text: lines[31_337] }]);
    expect(await all(reader.search('needle'))).toEqual([]);
    expect(await all(reader.search('É NEEDLE', { ignoreCase: true, from: offset - 10 }))).toEqual([
      { offset: offset - 3, line: 31_337, text: lines[31_337] },
    ]);
    expect(await all(reader.search('Needle', { from: offset + 1 }))).toEqual([]);
    expect(
      (await all(reader.search('9', { limit: 3, from: 2_000_000 }))).map((match) => match.text.includes('9')),
    ).toEqual([true, true, true]);
  });

  test('is searched across events, in lines without end, and not beyond an abort', async () => {
    const long = Buffer.concat([
      Buffer.alloc(1_500_000, 'a'),
      Buffer.from('Needle'),
      Buffer.alloc(1_500_000, 'b'),
      Buffer.from('\nnext Needle'),
    ]);
    const { path } = await record(tempFolder(), [long]);
    const reader = await openLog(path);
    const found = await all(reader.search('Needle'));
    expect(found.map(({ offset, line }) => [offset, line])).toEqual([
      [1_500_000, 0],
      [3_000_012, 1],
    ]);
    expect(found[0]?.text.length).toBeLessThan(5000);
    // A line is searched in parts of somewhat more than 1 MiB.
    for (const at of [1_114_109, 1_114_112, 1_048_573]) {
      const endless = Buffer.concat([Buffer.alloc(at, 'a'), Buffer.from('Needle'), Buffer.alloc(300_000, 'b')]);
      const other = await openLog((await record(tempFolder(), [endless])).path);
      expect((await all(other.search('Needle'))).map(({ offset }) => offset)).toEqual([at]);
    }
    await expect(all(reader.search('Needle', { signal: AbortSignal.abort(new Error('enough')) }))).rejects.toThrow(
      'enough',
    );
    await expect(all(reader.search('a\nb'))).rejects.toMatchObject({ code: 'log.query' });
  });

  test('holds back a writer that is faster than the disk', async () => {
    const store = createLogStore({ dataDir: tempFolder() });
    const writer = store.open(NAME, TERMINAL);
    const chunk = randomBytes(65_536);
    let waits = 0;
    for (let i = 0; i < 100; i += 1) {
      const more = writer.write(chunk);
      if (more !== undefined) {
        waits += 1;
        await more;
      }
    }
    const ref = await writer.close(0);
    expect(waits).toBeGreaterThan(0);
    const reader = await openLog(store.resolve(ref.path));
    expect(await reader.verify(ref)).toMatchObject({ status: 'intact', bytes: 6_553_600 });
  });
});

describe('a log that was tampered with or torn', () => {
  async function recorded() {
    const { chunks } = manyLines();
    return record(tempFolder(), chunks);
  }

  test('is found changed', async () => {
    const { path, ref } = await recorded();
    const text = readFileSync(path);
    const change = async (content: Buffer) => {
      writeFileSync(path, content);
      const reader = await openReader(path);
      const result = await reader.verify(ref);
      await reader.close();
      return result.status;
    };
    expect(await change(text)).toBe('intact');
    const flipped = Buffer.from(text);
    flipped[text.indexOf('1234 ')] = 0x39;
    expect(await change(flipped)).toBe('changed');
    const feed = text.indexOf('\n', 100_000);
    expect(
      await change(Buffer.concat([text.subarray(0, feed + 1), text.subarray(text.indexOf('\n', feed + 1) + 1)])),
    ).toBe('changed');
    expect(await change(text.subarray(0, feed + 50))).toBe('changed');
    expect(await change(Buffer.concat([text.subarray(0, 90_000), Buffer.alloc(100), text.subarray(90_100)]))).toBe(
      'changed',
    );
    expect(await change(Buffer.concat([text, Buffer.from('[99,"o","x"]\n')]))).toBe('changed');
  });

  test('is read as far as it goes when its writer was killed', async () => {
    const { path } = await recorded();
    const size = statSync(path).size;
    truncateSync(path, size - 30_000);
    const reader = await openLog(path);
    const { bytes, closed } = await reader.size();
    expect(closed).toBe(false);
    expect(bytes).toBeGreaterThan(2_000_000);
    expect((await reader.window({ offset: 0, length: bytes })).equals(manyLines().bytes.subarray(0, bytes))).toBe(true);
    expect((await reader.verify()).status).toBe('open');
    appendFileSync(path, 'garbage\n');
    await expect(reader.size()).rejects.toMatchObject({
      code: 'log.damaged',
      details: { fileOffset: expect.any(Number) },
    });
  });

  test('is missing when there is none', async () => {
    await expect(openReader(join(tempFolder(), 'x.cast'))).rejects.toMatchObject({ code: 'log.missing' });
  });
});
