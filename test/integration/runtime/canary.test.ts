import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const SECRETS = {
  PLAIN: 'canary-plain-4f9Qz81Lw',
  QUOTES: `can'ary "quotes" $HOME \\ 7Tz`,
  LINES: 'canary-first-line-8823\ncanary-second-line-9914\ncanary-third-line-1177',
  LONG: `canary-${'Ab3dE9'.repeat(30)}-end`,
  UMLAUT: 'canary-ÄöÜ-ключ-🔑-55',
  TOKEN: 'canary_tok_0123456789abcdefghijklmn',
} as const;

/** Every file below a folder. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** What must not stand anywhere: each secret, its lines, and its encodings without the parts that depend on what is around. */
function needles(value: string): readonly Buffer[] {
  const bytes = Buffer.from(value);
  const inner = (text: string): string => text.slice(4, -4).replaceAll('=', '');
  return [
    bytes,
    ...value.split('\n').map((line) => Buffer.from(line)),
    ...[0, 1, 2].map((shift) => Buffer.from(inner(Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')))),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(encodeURIComponent(value)),
    Buffer.from(JSON.stringify(value).slice(1, -1)),
  ].filter((needle) => needle.length >= 8);
}

it('no secret, in no encoding, stands in any file of the data folder', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.headers.authorization} ${request.url}`);
    response.setHeader('set-cookie', `session=${SECRETS.TOKEN}; Path=/`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ echo: SECRETS.QUOTES, auth: request.headers.authorization }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  const room = await testRoom(SECRETS);
  const work = tempFolder();
  writeFileSync(
    join(work, 'print.sh'),
    'for part in $(printf "%s" "$PLAIN" | fold -w 3); do printf "%s" "$part"; sleep 0.01; done; echo',
  );
  const env = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, `\${{ secrets.${name} }}`]));
  const plan = planOf({
    secrets: Object.keys(SECRETS),
    steps: [
      shellStep('print', {
        do: {
          shell: {
            run: 'env; printf "%s\\n" "$QUOTES" "$LINES" "$LONG" "$UMLAUT" "$TOKEN"; printf "%s" "$LONG" | base64; printf "x%s" "$PLAIN" | base64; printf "xy%s" "$TOKEN" | base64 -w 20; printf "%s" "$PLAIN" | od -An -tx1 | tr -d " \\n"',
            tty: false,
          },
          env,
        },
        verify: [
          { shell: { run: 'echo "$PLAIN" "$QUOTES"; echo "$LINES" >&2', env, stdout: { contains: 'canary' } } },
          { exit: 0 },
        ],
        always: true,
      }),
      shellStep('pieces', { do: { shell: 'sh print.sh', env }, verify: [{ output: 'result.stdout.size() > 0' }] }),
      shellStep('colours', {
        do: { shell: 'printf "\\033[31m%.4s\\033[0m%s\\n" "$PLAIN" "${PLAIN#????}"', env },
        verify: [{ exit: 0 }],
      }),
      shellStep('outputs', {
        do: {
          shell:
            'echo "leak=$TOKEN" >> "$OPS_OUTPUT"; printf "%s" "$LINES" > "$OPS_ARTIFACTS/notes.txt"; echo "$PLAIN" > kept.txt; echo > "$OPS_ARTIFACTS/$TOKEN.txt"',
          env,
        },
        verify: [{ exit: 0 }],
        artifacts: ['kept.txt'],
      }),
      {
        id: 'call',
        do: {
          http: {
            method: 'POST',
            url: `http://127.0.0.1:${port}/\${{ secrets.TOKEN }}`,
            headers: { authorization: 'Bearer ${{ secrets.PLAIN }}' },
            json: { secret: '${{ secrets.LINES }}' },
          },
        },
        verify: [{ output: 'result.status == 200' }],
        outputs: { echo: 'result.body.echo' },
      },
      shellStep('fails', {
        do: { shell: 'echo "$QUOTES" >&2; echo "cannot use $PLAIN"; exit 3', env },
        verify: [{ shell: { run: 'echo "$LONG"; exit 1', env } }],
      }),
    ],
  });
  const run = await execute(room, queueRun(room, plan, { workdir: work }));
  expect(run).toMatchObject({ execution: 'finished', verification: 'failed' });
  expect(run.reason).toContain('cannot use ***');
  expect(seen[0], 'the server got the secrets in the clear').toContain(SECRETS.PLAIN);
  mkdirSync(join(work, 'done'));

  const files = filesBelow(room.dataDir);
  expect(files.filter((file) => file.endsWith('.cast'))).not.toHaveLength(0);
  expect(files.filter((file) => file.includes('artifacts'))).not.toHaveLength(0);
  let bytes = 0;
  for (const file of files) {
    const content = readFileSync(file);
    bytes += statSync(file).size;
    for (const [name, value] of Object.entries(SECRETS)) {
      for (const needle of needles(value)) {
        expect(content.includes(needle), `${name} as ${needle.toString()} in ${file}`).toBe(false);
      }
    }
  }
  expect(bytes).toBeGreaterThan(50_000);
});
