import { describe, expect, test } from 'vitest';
import { maskUrl } from '#main/secrets/derived.ts';
import { createMask } from '#main/secrets/mask.ts';

const mask = (...values: string[]) => createMask(values.map((value, index) => ({ name: `S${index}`, value })));

describe('a mask', () => {
  test('hides every line of a secret, and its JSON, also when encoded twice', () => {
    const secret = 'first line\nsecond "line"\nxyz';
    const hide = mask(secret);
    expect(hide.text('a first line b')).toBe('a *** b');
    expect(hide.text('a second "line" b')).toBe('a *** b');
    expect(hide.text('xyz')).toBe('xyz');
    expect(hide.text(JSON.stringify({ a: secret }))).toBe('{"a":"***"}');
    expect(hide.text(JSON.stringify(JSON.stringify({ a: secret })))).toBe('"{\\"a\\":\\"***\\"}"');
    expect(hide.text('first line\r\nsecond "line"\r\nxyz')).toBe('***');
  });

  test.each([
    ['JSON in ASCII', 'pässwörd', 'p\\u00e4ssw\\u00f6rd'],
    ['JSON in ASCII, upper case', 'pässwörd', 'p\\u00E4ssw\\u00F6rd'],
    ['JSON with escaped slashes', 'ab/cd/ef', 'ab\\/cd\\/ef'],
    ['JSON for web pages', 'ab<cd>&ef', 'ab\\u003ccd\\u003e\\u0026ef'],
    ['URI, lower case', 'pa:ss/wörd', 'pa%3ass%2fw%c3%b6rd'],
    ['form', 'pass word&more!', 'pass+word%26more%21'],
    ['URI with its slashes', 'pa ss/wo@rd', 'pa%20ss/wo%40rd'],
    ['XML', `<pass'&"word>`, '&lt;pass&apos;&amp;&quot;word&gt;'],
    ['HTML', `<pass'&"word>`, '&lt;pass&#39;&amp;&#34;word&gt;'],
    ['single quotes', "it's a pass", "it'\\''s a pass"],
    ['double quotes', 'pa$$ "word"', 'pa\\$\\$ \\"word\\"'],
    ['printf %q', 'pa$$ (word)', 'pa\\$\\$\\ \\(word\\)'],
    ['bash $…', 'tab\there\u001b!', 'tab\\there\\E!'],
    ['bash $… in octal', 'pässword', 'p\\303\\244ssword'],
    ['without its quotes', '"quoted secret"', 'quoted secret'],
    ['trimmed', '  padded secret \n', 'padded secret'],
  ])('hides a secret as %s', (_, secret, form) => {
    expect(mask(secret).text(`<<${form}>>`)).toBe('<<***>>');
  });

  test('hides a short secret only as it is', () => {
    const hide = mask('abc');
    expect(hide.text('xabcx')).toBe('x***x');
    expect(hide.text('616263 YWJj')).toBe('616263 YWJj');
  });

  test('hides strings, keys and numbers of a JSON value, and leaves the rest alone', () => {
    const hide = mask('swordfish', '12345678');
    const value = {
      plain: [1, true, null],
      swordfish: 'my swordfish',
      '***': 12345678,
      'a swordfish': { deep: ['swordfish'] },
    };
    expect(hide.json(value)).toEqual({
      plain: [1, true, null],
      '***': 'my ***',
      '*** (2)': '***',
      'a ***': { deep: ['***'] },
    });
    expect(hide.json(JSON.parse('{"__proto__":"swordfish"}'))).toEqual(JSON.parse('{"__proto__":"***"}'));
    expect(hide.redactions).toBe(6);
  });

  test('leaves a text without a secret as it is, a lone surrogate too', () => {
    const hide = mask('swordfish');
    expect(hide.text('a\ud800b sword')).toBe('a\ud800b sword');
    expect(mask('').text('anything')).toBe('anything');
    expect(mask('\r\n').text('a\r\nb')).toBe('a\r\nb');
  });

  test('hides what is inside a URL and an Authorization header', () => {
    const hide = mask('postgres://admin:s3cr%40t-pw@db:5432/app');
    expect(hide.text('login failed for s3cr@t-pw')).toBe('login failed for ***');
    expect(hide.text('PGPASSWORD=s3cr%40t-pw')).toBe('PGPASSWORD=***');
    expect(hide.text(`Authorization: Basic ${Buffer.from('admin:s3cr@t-pw').toString('base64')}`)).toBe(
      'Authorization: Basic ***',
    );
    hide.register(`Basic ${Buffer.from('bob:hunter22').toString('base64')}`);
    expect(hide.text('it is hunter22')).toBe('it is ***');
    hide.register('Bearer opaque-token-1');
    expect(hide.text('opaque-token-1')).toBe('***');
    expect(mask('http://u:pw@host/').text('pw http://u:pw@other/')).toBe('pw http://***other/');
  });

  test('hides what is a secret by its form', () => {
    const hide = mask();
    const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(30)}.${'c'.repeat(43)}`;
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'QUJD'.repeat(16)}\n${'REVG'.repeat(16)}\n-----END RSA PRIVATE KEY-----`;
    expect(hide.text(`token ghp_${'x1'.repeat(18)}.`)).toBe('token ***.');
    expect(hide.text(`"\\nghp_${'x1'.repeat(18)}"`)).toBe('"\\n***"');
    expect(hide.text(`github_pat_${'x_1'.repeat(20)} end`)).toBe('*** end');
    expect(hide.text('id AKIAIOSFODNN7EXAMPLE,')).toBe('id ***,');
    expect(hide.text(`jwt=${jwt}&x`)).toBe('jwt=***&x');
    expect(hide.text(`key:\n${key}\nend`)).toBe('key:\n***\nend');
    expect(hide.text(JSON.stringify({ key }))).toBe('{"key":"***"}');
    expect(hide.text(key.slice(0, 150))).toBe('***');
    for (const harmless of [
      'ghp_short',
      'AKIA is a prefix',
      'eyJhbGciOi',
      '-----BEGIN CERTIFICATE-----\nQUJD',
      'SNAKIAIOSFODNN7EXAMPLE',
    ]) {
      expect(hide.text(harmless)).toBe(harmless);
    }
  });

  test('hides a form that comes byte by byte, and holds back no more than its window', () => {
    const stream = mask().stream();
    const out: Uint8Array[] = [];
    for (const byte of Buffer.from(`a ghp_${'x1'.repeat(18)} b eyJnot a token`))
      out.push(Buffer.from(stream.write(Buffer.from([byte]))));
    expect(Buffer.concat(out).toString()).toBe('a *** b eyJnot a token');
    const endless = mask().stream();
    let passed = 0;
    for (let i = 0; i < 40; i += 1)
      passed += endless.write(Buffer.from(`${i === 0 ? 'eyJ' : ''}${'a'.repeat(1000)}`)).length;
    expect(passed).toBe(40_003);
  });
});

test('a form that begins inside a secret is hidden with it, wherever the pieces end', () => {
  const hide = mask('Bearer eyJab');
  const bytes = Buffer.from(`x Bearer eyJabcdef.eyJ${'b'.repeat(12)}.${'c'.repeat(12)} y`);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const stream = hide.stream();
    const out = [stream.write(bytes.subarray(0, cut)), stream.write(bytes.subarray(cut)), stream.end()];
    expect(Buffer.concat(out).toString()).toBe('x *** y');
  }
});

test('a URL for people shows no password', () => {
  expect(maskUrl('postgres://bob:pw@host:5432/db?sslmode=require&password=x#y')).toBe(
    'postgres://bob:***@host:5432/db?sslmode=require&password=***#y',
  );
  expect(maskUrl('https://ghp_0123456789abcdef@github.com/x')).toBe('https://***@github.com/x');
  expect(maskUrl('https://bob@host/a:b@c')).toBe('https://bob@host/a:b@c');
  expect(maskUrl('not a url')).toBe('not a url');
});
