import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ProofDesk } from './proof-desk.ts';

const pem = (label: string, bytes: number): string => {
  const body = randomBytes(bytes).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;
};
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Secrets as people have them: thirty shapes. */
const SECRETS: Readonly<Record<string, string>> = {
  PLAIN: 'canary-plain-4f9Qz81Lw',
  SHORT: 'cnry7Q',
  DIGITS: '84920175839205',
  SPACES: 'canary with   spaces in it',
  QUOTES: `can'ary "quotes" $HOME \\ 7Tz`,
  BACKTICKS: 'canary`id`$(whoami)!#;&|<>',
  LINES: 'canary-first-line-8823\ncanary-second-line-9914\ncanary-third-line-1177',
  CRLF: 'canary-dos-one-553\r\ncanary-dos-two-664',
  TABS: 'canary\ttab\tbetween-91',
  LONG: `canary-${'Ab3dE9'.repeat(300)}-end`,
  UMLAUT: 'canary-ÄöÜ-ключ-🔑-55',
  TOKEN: 'canary_tok_0123456789abcdefghijklmn',
  HEX: hex(32),
  UPPER_HEX: hex(20).toUpperCase(),
  BASE64: randomBytes(33).toString('base64'),
  BASE64_PADDED: randomBytes(31).toString('base64'),
  BASE64URL: randomBytes(40).toString('base64url'),
  UUID: '6f1c7a0e-93b2-4d58-8c44-1be0a7d5f2c9',
  GITHUB: `ghp_${randomBytes(18).toString('hex')}`,
  AWS: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYcanaryKEY',
  JWT: `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${randomBytes(60).toString('base64url')}.${randomBytes(32).toString('base64url')}`,
  KEY: pem('PRIVATE KEY', 150),
  PASSWORD_URL: 'postgres://ann:cAn%40ry-pw-7731@db.north.example/main',
  JSON_DOCUMENT: '{"type":"service","private":"canary-json-5512","list":["a","canary-in-list-8841"]}',
  XML: '<canary attr="&quot;9931">&amp;</canary>',
  PERCENT: 'canary%20percent%2Fvalue?x=1&y=2',
  REGEX: 'canary.*[a-z]+(?:x|y)$^7',
  STARS: '*canary*stars*3319*',
  EQUALS: 'canary=a=b==c',
  EDGES: ' canary-padded-6627 ',
};

/** What must not stand anywhere: a secret, its lines, and its encodings without the parts that depend on what is around. */
function needles(value: string): readonly Buffer[] {
  const bytes = Buffer.from(value);
  const inner = (text: string): string => text.slice(4, -4).replaceAll('=', '');
  const shifted = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]));
  const texts = [
    value,
    value.trim(),
    ...value.split(/\r?\n/),
    ...shifted.flatMap((part) => [inner(part.toString('base64')), inner(part.toString('base64url'))]),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ];
  return [...new Set(texts)].filter((text) => text.length >= 6).map((text) => Buffer.from(text));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const NAMES = Object.keys(SECRETS);
const ENV = `{ ${NAMES.map((name) => `${name}: "\${{ secrets.${name} }}"`).join(', ')} }`;
const each = (command: string): string => NAMES.map((name) => command.replaceAll('NAME', name)).join('\n');
const block = (script: string): string => script.replaceAll(/^/gm, '          ').trim();

const PLAN = (port: number): string => `
pulser: 1
name: canary
secrets: [${NAMES.join(', ')}]
steps:
  - id: print
    do:
      shell:
        run: |
          ${block(each('printf "%s\\n" "$NAME"'))}
      env: ${ENV}
    verify: [{ exit: 0 }]
  - id: encode
    do:
      shell:
        tty: false
        run: |
          ${block(each('printf "%s" "$NAME" | base64; printf "x%s" "$NAME" | base64 -w 0; echo; printf "xy%s" "$NAME" | base64 -w 20; printf "%s" "$NAME" | od -An -tx1 | tr -d " \\n"; echo'))}
      env: ${ENV}
    verify: [{ output: 'result.stdout.size() > 0' }]
  - id: pieces
    do:
      shell:
        run: |
          for part in $(printf "%s" "$TOKEN" | fold -w 5); do printf "%s" "$part"; sleep 0.01; done; echo
          printf "\\033[31m%.4s\\033[0m%s\\n" "$PLAIN" "\${PLAIN#????}"
          env
      env: ${ENV}
    verify: [{ exit: 0 }]
  - id: keep
    do:
      shell:
        run: |
          ${block(each('printf "%s\\n" "$NAME" >> kept.txt'))}
          printf "%s" "$LINES" > "$OPS_ARTIFACTS/notes.txt"
          echo "leak=$TOKEN" >> "$OPS_OUTPUT"
      env: ${ENV}
    verify: [{ file: { path: kept.txt } }]
    artifacts: [kept.txt]
  - id: call
    do:
      http:
        method: POST
        url: "http://127.0.0.1:${port}/\${{ secrets.TOKEN }}"
        headers: { authorization: "Bearer \${{ secrets.PLAIN }}" }
        json: { document: "\${{ secrets.JSON_DOCUMENT }}", key: "\${{ secrets.KEY }}" }
    verify: [{ output: 'result.status == 200' }]
    outputs: { echo: result.body.echo }
  - id: fails
    do: { shell: 'echo "$QUOTES" >&2; echo "cannot use $GITHUB"; exit 3', env: ${ENV} }
    verify: [{ shell: { run: 'echo "$LONG"; exit 1', env: ${ENV} } }]
`;

test('no secret, in no encoding, stands in any file of the data folder or of the bundle', async () => {
  expect(NAMES).toHaveLength(30);
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.headers.authorization}`);
    response.setHeader('set-cookie', `session=${SECRETS['TOKEN']}; Path=/`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ echo: SECRETS['XML'], all: Object.values(SECRETS) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());

  const desk = new ProofDesk(SECRETS);
  desk.write('plan.yaml', PLAN((server.address() as AddressInfo).port));
  const { code, document } = await desk.document(['run', 'plan.yaml', '--bundle', 'one.zip']);
  expect(code, JSON.stringify(document)).toBe(1);
  expect(seen, 'the server got the secret in the clear').toEqual([`Bearer ${SECRETS['PLAIN']}`]);
  expect((await desk.report(['one.zip'])).report.outcome).toBe('valid');

  const files = [...filesBelow(desk.data), ...filesBelow(desk.unzip('one.zip', 'unpacked')), desk.path('one.zip')];
  for (const kind of ['.cast', '.log', '.db', 'kept.txt', 'notes.txt', 'report.html', 'journal.jsonl']) {
    expect(
      files.some((file) => file.endsWith(kind)),
      kind,
    ).toBe(true);
  }
  const wanted = Object.entries(SECRETS).map(([name, value]) => ({ name, parts: needles(value) }));
  const foundIn = (file: string): readonly string[] => {
    const content = readFileSync(file);
    return wanted.filter(({ parts }) => parts.some((part) => content.includes(part))).map(({ name }) => name);
  };
  expect(foundIn(desk.path('kept.txt')), 'what the step itself wrote, outside of the product').toEqual(NAMES);
  expect(files.flatMap((file) => foundIn(file).map((name) => `${name} in ${file}`))).toEqual([]);
});
