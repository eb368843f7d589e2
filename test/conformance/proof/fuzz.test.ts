import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { exported, type Files, lie, pack, setEvents, unpack, verify } from './bundle-kit.ts';
import { rawEntries, rawZip } from './raw-zip.ts';
import { sampleSource } from './sample-run.ts';

/** Mulberry32: the same mutations on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const WORDS = [
  '"',
  '{',
  '}',
  ',',
  '\n',
  '\0',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '[]',
  '../',
  '\u00ff',
  '__proto__',
  'proven',
  'green',
];

/** Changes a few bytes: flipped, cut out, put in, copied from elsewhere. */
function mutated(bytes: Buffer, pick: (below: number) => number): Buffer {
  let copy = Buffer.from(bytes);
  for (let changes = 1 + pick(3); changes > 0; changes -= 1) {
    const at = pick(Math.max(1, copy.length));
    const length = 1 + pick(12);
    switch (pick(5)) {
      case 0:
        copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
        break;
      case 1:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
        break;
      case 2:
        copy = Buffer.concat([copy.subarray(0, at), Buffer.from(WORDS[pick(WORDS.length)] ?? ''), copy.subarray(at)]);
        break;
      case 3: {
        const from = pick(Math.max(1, copy.length));
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(from, from + length), copy.subarray(at)]);
        break;
      }
      default:
        copy = copy.subarray(0, at);
    }
  }
  return copy;
}

describe('random changes to a bundle', () => {
  it('of its bytes: never accepted unless it is the same, never a crash', async () => {
    const folder = tempFolder();
    const good = readFileSync(await exported(folder, sampleSource()));
    const pick = random(1);
    const path = join(folder, 'mutated.zip');
    let rejected = 0;
    for (let round = 0; round < 3000; round += 1) {
      const bytes = mutated(good, pick);
      writeFileSync(path, bytes);
      const { outcome } = await verify(path);
      if (outcome === 'invalid') rejected += 1;
      else expect(bytes.equals(good)).toBe(true);
    }
    expect(rejected).toBeGreaterThan(2900);
  });

  it('of one file in a sound container: never accepted unless it is the same, never a crash', async () => {
    const folder = tempFolder();
    const good = await unpack(await exported(folder, sampleSource()));
    const entries = rawEntries(good);
    const pick = random(2);
    const path = join(folder, 'mutated.zip');
    let rejected = 0;
    for (let round = 0; round < 2000; round += 1) {
      const victim = pick(entries.length);
      const bytes = mutated(entries[victim]?.data ?? Buffer.alloc(0), pick);
      writeFileSync(
        path,
        rawZip(entries.map((entry, index) => (index === victim ? { ...entry, data: bytes } : entry))),
      );
      const { outcome } = await verify(path);
      if (outcome === 'invalid') rejected += 1;
      else expect(entries[victim]?.data.equals(bytes)).toBe(true);
    }
    expect(rejected).toBeGreaterThan(1900);
  });

  it('of the journal, signed by the owner of the key: an answer, never a crash', async () => {
    const folder = tempFolder();
    const good = await unpack(await exported(folder, sampleSource()));
    const pick = random(3);
    const answers = new Set<string>();
    for (let round = 0; round < 500; round += 1) {
      const files: Files = new Map(good);
      changeJournal(files, pick);
      const { outcome } = await verify(await pack(folder, files));
      answers.add(outcome);
    }
    expect(answers).toContain('invalid');
  });
});

/** Puts another value somewhere in an event, and seals everything again where that can be done. */
function changeJournal(files: Files, pick: (below: number) => number): void {
  const path = 'run/journal.jsonl';
  const lines = (files.get(path) ?? Buffer.alloc(0)).toString('utf8').split('\n').slice(0, -1);
  const line = pick(lines.length);
  const values = ['null', '-1', '"x"', '{}', '[]', '1.5', 'true', '{"$withheld":"sha256:x"}', '9007199254740993'];
  const places = [...(lines[line] ?? '').matchAll(/:("[^"]*"|\d+|null|true|false|\[\]|\{\})/g)];
  const place = places[pick(places.length)];
  if (place === undefined) return;
  const at = place.index + 1;
  const text = lines[line] ?? '';
  const changed = `${text.slice(0, at)}${values[pick(values.length)]}${text.slice(at + (place[1]?.length ?? 0))}`;
  try {
    setEvents(
      files,
      lines.with(line, changed).map((text) => JSON.parse(text) as object),
    );
    lie(files, () => {});
  } catch (error) {
    // What cannot even be folded cannot be sealed: it is tried as it is.
    expect(error).toBeInstanceOf(Error);
  }
}
