import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isMultipart } from '#main/hosts/multipart-body.ts';

const BOUNDARY = '----WebKitFormBoundaryAbCdEf0123456789';
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const JSON_PART = 'Content-Disposition: form-data; name="data"\r\n\r\n{"json":{}}';
const FILE_PART =
  'Content-Disposition: form-data; name="0"; filename="a.zip"\r\nContent-Type: application/zip\r\n\r\nPK\r\n';
const form = (...parts: readonly string[]): string =>
  `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`;
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const read = (type: string, body: Uint8Array): Promise<FormData> =>
  new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData();

it('takes a form as it is written', async () => {
  const data = new FormData();
  data.set('data', '{"json":{}}');
  data.set(
    '0',
    new File([new Uint8Array([0, 255, 13, 10, 45, 45])], 'ä "b"\\.opsproof.zip', { type: 'application/zip' }),
  );
  data.set('1', new File([], 'empty'));
  const answer = new Response(data);
  const type = answer.headers.get('content-type') ?? '';
  expect(isMultipart(type, new Uint8Array(await answer.arrayBuffer()))).toBe(true);
  expect(isMultipart(TYPE, bytes(form(JSON_PART, FILE_PART)))).toBe(true);
});

it('refuses what is none', () => {
  const good = form(JSON_PART, FILE_PART);
  const bad: readonly (readonly [string, string])[] = [
    [TYPE, ''],
    [TYPE, good.slice(0, -6)],
    [TYPE, `${good}x`],
    [TYPE, `x${good}`],
    [TYPE, `--${BOUNDARY}--\r\n`],
    [TYPE, good.replace('name="data"', 'name=data')],
    [TYPE, good.replace('form-data', 'attachment')],
    [TYPE, good.replace('PK', BOUNDARY)],
    [TYPE, good.replace('Content-Type', 'Content-Transfer-Encoding')],
    ['multipart/form-data', good],
    ['multipart/form-data; boundary=short', good],
    [`${TYPE}x`, good],
  ];
  for (const [type, text] of bad) expect(isMultipart(type, bytes(text)), JSON.stringify(text)).toBe(false);
});

it('lets nothing through that a reader of forms rejects', async () => {
  const pieces = fc.constantFrom(
    BOUNDARY,
    `--${BOUNDARY}`,
    `\r\n--${BOUNDARY}`,
    '--',
    '\r\n',
    '\r\n\r\n',
    '"',
    '\\',
    '%22',
    ':',
    'Ã',
    '\0',
  );
  const edit = fc.record({ at: fc.nat(500), remove: fc.nat(12), insert: fc.oneof(pieces, fc.constant('')) });
  const parts = fc.array(fc.oneof(fc.constantFrom(JSON_PART, FILE_PART), pieces), { maxLength: 4 });
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(parts, fc.array(edit, { maxLength: 3 }), async (some, edits) => {
      let text = form(...some);
      for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
      if (!isMultipart(TYPE, bytes(text))) return;
      taken += 1;
      await read(TYPE, bytes(text));
    }),
    { numRuns: 4_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
