import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mask } from '#main/engine/ports/mask.ts';
import { patternsOf } from '#main/secrets/encodings.ts';
import { GROUND, nextEscape, VISIBLE, visibleBytes } from '#main/secrets/escape-sequences.ts';
import { createMask } from '#main/secrets/mask.ts';

const runs = (count: number) => ({ numRuns: count });

/** Feeds the bytes in pieces of the given sizes, in turn. */
function through(mask: Mask, bytes: Buffer, sizes: readonly number[]): Buffer {
  const stream = mask.stream();
  const out: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    // A copy, so that a stream that kept a view of the chunk would be found out.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    out.push(Buffer.from(stream.write(chunk)));
    chunk.fill(0);
    at += size;
  }
  out.push(stream.end());
  return Buffer.concat(out);
}

/** What masking means, found the slow way: every place of every pattern, in the raw bytes and in the shown ones. */
function masked(bytes: Buffer, secrets: readonly string[]): Buffer {
  const shownAt: number[] = [];
  let state = GROUND;
  bytes.forEach((byte, at) => {
    const next = nextEscape(state, byte);
    state = next === VISIBLE ? GROUND : next;
    if (next === VISIBLE) shownAt.push(at);
  });
  const shown = Buffer.from(shownAt.map((at) => bytes[at] ?? 0));
  const spans: [number, number][] = [];
  for (const pattern of secrets.flatMap((secret) => patternsOf(secret))) {
    for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) {
      spans.push([at, at + pattern.length - 1]);
    }
    for (let at = shown.indexOf(pattern); at >= 0; at = shown.indexOf(pattern, at + 1)) {
      spans.push([shownAt[at] ?? 0, shownAt[at + pattern.length - 1] ?? 0]);
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  const out: Buffer[] = [];
  let end = -1;
  for (const [first, last] of spans) {
    if (first > end) out.push(bytes.subarray(end + 1, first), Buffer.from('***'));
    end = Math.max(end, last);
  }
  out.push(bytes.subarray(end + 1));
  return Buffer.concat(out);
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const secretText = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }).filter((text) => {
  const visible = visibleBytes(Buffer.from(text));
  return visible.length >= 6 && text.trim().length >= 6 && !text.includes('*');
});

describe('a masking stream', () => {
  test('does what the slow definition says, over few letters, escapes and line breaks, in any pieces', () => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'ab',
      'ba',
      'aab',
      '\r\n',
      '\n',
      '\u001b[1m',
      '\u001b]0;',
      '\u0007',
      '\u001b',
    );
    const secret = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(letters, { maxLength: 80 }),
        sizes,
        (secrets, parts, pieces) => {
          const mask = createMask(secrets.map((value, index) => ({ name: `S${index}`, value })));
          const bytes = Buffer.from(parts.join(''));
          expect(through(mask, bytes, pieces).toString('latin1')).toBe(masked(bytes, secrets).toString('latin1'));
        },
      ),
      runs(1500),
    );
  });

  test('lets no secret through, however it is encoded, coloured, wrapped and cut', () => {
    const encoders: readonly ((text: string) => string | Buffer)[] = [
      (text) => text,
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(`?${text}!!`).toString('base64'),
      (text) => Buffer.from(`??${text}!`).toString('base64url'),
      (text) => Buffer.from(text).toString('hex'),
      (text) => Buffer.from(text).toString('hex').toUpperCase(),
      (text) => JSON.stringify({ text }),
      (text) => JSON.stringify(JSON.stringify({ text })),
      (text) => encodeURIComponent(text.toWellFormed()),
      (text) => new URLSearchParams({ text: text.toWellFormed() }).toString(),
      (text) => `echo '${text.replaceAll("'", "'\\''")}'`,
      (text) =>
        `<a b="${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}"/>`,
      (text) => Buffer.from(text, 'utf16le'),
    ];
    const noise = fc.constantFrom(
      '',
      '',
      '',
      '\u001b[31m',
      '\u001b[0;1m',
      '\r\n',
      '\n',
      '\u001b]8;;x\u0007',
      '\u001b(B',
    );
    fc.assert(
      fc.property(
        fc.array(secretText, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(encoders.length - 1),
        fc.array(noise, { minLength: 1, maxLength: 7 }),
        sizes,
        (secrets, which, how, noises, pieces) => {
          const secret = secrets[which % secrets.length] ?? '';
          const encoded = Buffer.from(encoders[how]?.(secret) ?? '');
          // A sequence may stand between any two bytes that are not in a sequence of the secret itself.
          const plain = Buffer.from(visibleBytes(encoded));
          const bytes = Buffer.concat([
            Buffer.from('before '),
            ...[...plain].flatMap((byte, at) => [Buffer.from([byte]), Buffer.from(noises[at % noises.length] ?? '')]),
            Buffer.from(' after'),
          ]);
          const mask = createMask(secrets.map((value, index) => ({ name: `S${index}`, value })));
          const stream = through(mask, bytes, pieces);
          const shown = Buffer.from(visibleBytes(stream));
          expect(mask.redactions).toBeGreaterThan(0);
          expect(shown.indexOf(Buffer.from(visibleBytes(Buffer.from(secret))))).toBe(-1);
          // Nothing of the encoded form is left but the edge characters that base64 shares with its neighbours.
          const core = plain.subarray(5, plain.length - 5);
          const isBlob = how >= 1 && how <= 5;
          expect(isBlob && core.length >= 8 && shown.includes(core)).toBe(false);
          expect(stream.equals(through(mask, bytes, [bytes.length]))).toBe(true);
        },
      ),
      runs(1500),
    );
  });

  test('passes bytes without a secret as they are', () => {
    const mask = createMask([
      { name: 'A', value: 'correct horse battery' },
      { name: 'B', value: 'correct horse staple' },
    ]);
    const parts = fc.constantFrom(
      'correct',
      ' horse',
      ' batter',
      ' stapl',
      '\r\n',
      '\u001b[1m',
      'eyJ',
      '-----BEGIN ',
      'ghp_',
      'é',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            parts.map((part) => Buffer.from(part)),
            fc.uint8Array({ maxLength: 9 }).map((part) => Buffer.from(part)),
          ),
        ),
        sizes,
        (list, pieces) => {
          const bytes = Buffer.concat(list);
          expect(through(mask, bytes, pieces).equals(bytes)).toBe(true);
        },
      ),
      runs(500),
    );
    expect(mask.redactions).toBe(0);
  });

  test('holds back what may become a secret, and nothing else', () => {
    const stream = createMask([{ name: 'A', value: 'swordfish' }]).stream();
    const write = (text: string) => Buffer.from(stream.write(Buffer.from(text))).toString();
    expect(write('password: sword')).toBe('password: ');
    expect(write('s')).toBe('sword');
    expect(write('word\u001b[0m')).toBe('');
    expect(write('fish')).toBe('***');
    expect(write('.')).toBe('.');
    expect(write('swordfis')).toBe('');
    expect(Buffer.from(stream.end()).toString()).toBe('swordfis');
    expect(stream.redactions).toBe(1);
  });

  test('keeps little of an endless repetition, and of an endless sequence', () => {
    const stream = createMask([{ name: 'A', value: 'aaaaaaaa' }]).stream();
    let out = 0;
    for (let i = 0; i < 200; i += 1) out += stream.write(Buffer.alloc(1000, 'a')).length;
    expect(out).toBe(3);
    expect(stream.redactions).toBe(1);
    const other = createMask([{ name: 'A', value: 'swordfish' }]).stream();
    other.write(Buffer.from('sword'));
    let passed = 0;
    for (let i = 0; i < 20; i += 1) passed += other.write(Buffer.alloc(1000, '\n')).length;
    expect(passed).toBeGreaterThan(14_000);
    other.write(Buffer.from('\u001b]0;'));
    other.write(Buffer.alloc(5000, 'x'));
    expect(Buffer.from(other.write(Buffer.from('sword\r\nfish.'))).toString()).toBe('***.');
  });

  test('finds a secret inside a title, a link and behind a stray escape', () => {
    const mask = createMask([{ name: 'A', value: 'swordfish' }]);
    expect(mask.text('\u001b]0;swordfish\u0007')).toBe('\u001b]0;***\u0007');
    expect(mask.text('\u001b]8;;https://x/swordfish\u001b\\text')).toBe('\u001b]8;;https://x/***\u001b\\text');
    expect(mask.text('\u001bswordfish')).toBe('\u001b***');
    expect(mask.text('\u001b[swordfish')).toBe('\u001b[***');
    expect(mask.text('\u001b[38;5;1mswo\u001b[0mrd\r\nfish')).toBe('\u001b[38;5;1m***');
  });

  test('knows what is registered while it runs, also in what it holds back', () => {
    const mask = createMask([{ name: 'A', value: 'swordfish' }]);
    const stream = mask.stream();
    expect(Buffer.from(stream.write(Buffer.from('see sword'))).toString()).toBe('see ');
    mask.register('swordplay');
    expect(Buffer.from(stream.write(Buffer.from('play and token-1234'))).toString()).toBe('*** and token-1234');
    mask.register('token-1234');
    expect(Buffer.from(stream.write(Buffer.from(' token-1234'))).toString()).toBe(' ***');
    expect(stream.redactions).toBe(2);
  });
});
