import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hasTool } from '#test/helpers/has-tool.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { PRINTS, ProofDesk } from './proof-desk.ts';

const CONFIG = `[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

/** A timestamp authority: openssl behind an HTTP server. Its certificate is in `tsa.pem`. */
async function authority(): Promise<{ readonly url: string; readonly certificate: string }> {
  const folder = tempFolder();
  const openssl = (args: string): Buffer => execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'pipe' });
  const usage = '-addext extendedKeyUsage=critical,timeStamping -addext keyUsage=critical,digitalSignature';
  openssl(`req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 30 -subj /CN=Timestamps ${usage}`);
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  const server = createServer((request, response) => {
    const blocks: Buffer[] = [];
    request.on('data', (block: Buffer) => blocks.push(block));
    request.on('end', () => {
      if (request.headers['content-type'] !== 'application/timestamp-query' || request.url !== '/tsa') {
        response.writeHead(404).end();
        return;
      }
      writeFileSync(join(folder, 'query.tsq'), Buffer.concat(blocks));
      openssl('ts -reply -config tsa.cnf -section one -queryfile query.tsq -out reply.tsr');
      response.setHeader('content-type', 'application/timestamp-reply');
      response.end(readFileSync(join(folder, 'reply.tsr')));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, certificate: join(folder, 'tsa.pem') };
}

test.skipIf(!hasTool('openssl'))(
  'export has a timestamp authority stamp the bundle; whom it counts for is named when it is verified',
  async () => {
    const { url, certificate } = await authority();
    const desk = new ProofDesk();
    desk.write('plan.yaml', PRINTS);
    await desk.run(['run', 'plan.yaml']);
    const stamp = ['--timestamp', `${url}/tsa`];
    const made = await desk.run(['export', 'R-1', '-o', 'one.zip', ...stamp, '--authority', certificate]);
    expect(made.stderr).not.toContain('error');
    expect(made.code).toBe(0);
    expect((await desk.report(['one.zip', '--authority', certificate])).report).toMatchObject({
      outcome: 'valid',
      level: 'L2',
      timestamp: { isTrusted: true },
    });
    expect((await desk.report(['one.zip'])).report).toMatchObject({ level: 'L1', timestamp: { isTrusted: false } });

    const other = await authority();
    const wrong = await desk.document(['export', 'R-1', '-o', 'no.zip', ...stamp, '--authority', other.certificate]);
    expect(wrong).toMatchObject({ code: 2, document: { error: { code: 'timestamp.untrusted' } } });
    const refused = await desk.document(['export', 'R-1', '-o', 'no.zip', '--timestamp', `${url}/elsewhere`]);
    expect(refused).toMatchObject({ code: 2, document: { error: { code: 'timestamp.unreachable' } } });
    expect((await desk.run(['export', 'R-1', '-o', 'no.zip', '--authority', certificate])).code).toBe(2);
    expect((await desk.run(['verify', 'one.zip', '--authority', desk.path('plan.yaml')])).code).toBe(2);
    expect(readdirSync(desk.work).filter((name) => name.includes('.zip'))).toEqual(['one.zip']);
  },
);
