import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FILES } from '#main/proof/format/names.ts';
import { openTimestamp } from '#main/proof/format/timestamp-reply.ts';
import { type PostTimestamp, requestTimestamp } from '#main/proof/sign/request-timestamp.ts';
import {
  bytesAt,
  editJson,
  exported,
  type Loose,
  NEVER,
  pack,
  reseal,
  rulesOf,
  unpack,
  verify,
} from '#test/conformance/proof/bundle-kit.ts';
import { sampleSource } from '#test/conformance/proof/sample-run.ts';
import { hasTool } from '#test/helpers/has-tool.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const CONFIG = `[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./ca.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

interface Authority {
  readonly folder: string;
  readonly certificate: string;
  readonly post: PostTimestamp;
}

/** A timestamp authority of its own: openssl behind an HTTP server. */
async function authority(options: { key?: readonly string[]; usage?: string } = {}): Promise<Authority> {
  const { key = ['rsa:2048'], usage = 'critical,timeStamping' } = options;
  const folder = tempFolder();
  const openssl = (...args: readonly string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const keyArgs = ['-newkey', ...key, '-nodes'];
  openssl(
    'req',
    '-x509',
    ...keyArgs,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Test authority',
  );
  openssl('req', ...keyArgs, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test timestamps');
  writeFileSync(join(folder, 'ext'), `extendedKeyUsage=${usage}\n`);
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', 'tsa.csr', ...ca, '-out', 'tsa.pem', '-days', '30', '-extfile', 'ext');
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      writeFileSync(join(folder, 'query.tsq'), Buffer.concat(chunks));
      openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
      response.setHeader('content-type', 'application/timestamp-reply');
      response.end(readFileSync(join(folder, 'reply.tsr')));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post: PostTimestamp = async (request, signal) => {
    const headers = { 'content-type': 'application/timestamp-query', connection: 'close' };
    const response = await fetch(url, { method: 'POST', headers, body: Uint8Array.from(request), signal });
    return new Uint8Array(await response.arrayBuffer());
  };
  return { folder, certificate: readFileSync(join(folder, 'ca.pem'), 'utf8'), post };
}

const DATA = Buffer.from('signed bytes');

describe.skipIf(!hasTool('openssl'))('a timestamp', () => {
  it.each([
    ['RSA', ['rsa:2048']],
    ['an elliptic curve', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])(
    'of an authority with %s holds for exactly what was stamped, and is trusted with its certificate',
    async (_, key) => {
      const { post, certificate } = await authority({ key });
      const before = Date.now();
      const reply = await requestTimestamp(DATA, post, { signal: NEVER });
      const trusted = [new X509Certificate(certificate)];
      const opened = openTimestamp(reply, DATA, trusted);
      expect(opened).toMatchObject({ isTrusted: true, authority: 'CN=Test timestamps' });
      // Authorities stamp whole seconds.
      expect('at' in opened ? opened.at : 0).toBeGreaterThanOrEqual(before - 1000);
      expect(openTimestamp(reply, DATA, [])).toMatchObject({ isTrusted: false });
      const other = new X509Certificate((await authority({ key })).certificate);
      expect(openTimestamp(reply, DATA, [other])).toMatchObject({ isTrusted: false });
      expect(openTimestamp(reply, Buffer.from('other bytes'), trusted)).toEqual({ rule: 'timestamp.imprint' });
      expect(openTimestamp(reply, DATA, trusted, Buffer.from('01', 'hex'))).toEqual({ rule: 'timestamp.nonce' });
    },
  );

  it('does not hold after any single byte of what is signed was changed, and never crashes its reader', async () => {
    const { post, certificate } = await authority({ key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] });
    const reply = await requestTimestamp(DATA, post, { signal: NEVER });
    const trusted = [new X509Certificate(certificate)];
    const good = openTimestamp(reply, DATA, trusted);
    let rejected = 0;
    for (let at = 0; at < reply.length; at += 1) {
      const changed = Buffer.from(reply);
      changed[at] = (changed[at] ?? 0) ^ 0x04;
      const opened = openTimestamp(changed, DATA, trusted);
      if ('rule' in opened || !opened.isTrusted) rejected += 1;
      else expect(opened).toEqual(good);
    }
    expect(rejected).toBeGreaterThan(reply.length / 2);
    for (let length = 0; length < reply.length; length += 7) {
      expect(openTimestamp(reply.subarray(0, length), DATA, trusted)).toHaveProperty('rule');
    }
  });

  it('of a certificate that may not stamp is refused', async () => {
    const { folder, post } = await authority();
    // openssl itself refuses to stamp with such a certificate; so the reply names another one than it was made with.
    const reply = await requestTimestamp(DATA, post, { signal: NEVER });
    const stamped = new X509Certificate(readFileSync(join(folder, 'tsa.pem'))).raw;
    const swapped = Buffer.from(reply);
    // The last byte of the object identifier of timeStamping (1.3.6.1.5.5.7.3.8), inside the certificate.
    const oid = swapped.indexOf(Buffer.from('06082b06010505070308', 'hex'));
    expect(stamped.includes(Buffer.from('06082b06010505070308', 'hex'))).toBe(true);
    swapped[oid + 9] = 0x01;
    expect(openTimestamp(swapped, DATA, [])).toHaveProperty('rule');
  });

  it('that cannot be had fails the export with its reason', async () => {
    const refused = requestTimestamp(DATA, () => Promise.reject(new Error('connection refused')), { signal: NEVER });
    await expect(refused).rejects.toMatchObject({ code: 'timestamp.unreachable' });
    const nonsense = requestTimestamp(DATA, () => Promise.resolve(Buffer.from('<html>')), { signal: NEVER });
    await expect(nonsense).rejects.toMatchObject({ code: 'timestamp.form' });
    const denied = requestTimestamp(DATA, () => Promise.resolve(Buffer.from('30053003020102', 'hex')), {
      signal: NEVER,
    });
    await expect(denied).rejects.toMatchObject({ code: 'timestamp.refused' });
  });
});

describe.skipIf(!hasTool('openssl'))('a timestamped bundle', () => {
  it('is L2 with the authority named, L1 without, and openssl agrees', async () => {
    const { folder, post, certificate } = await authority();
    const path = await exported(folder, sampleSource(), { timestamp: { post } });
    const report = await verify(path, { authorities: [certificate] });
    expect(report.failures).toEqual([]);
    expect(report.level).toBe('L2');
    expect(report.timestamp).toMatchObject({ isTrusted: true });
    expect((await verify(path)).level).toBe('L1');
    const files = await unpack(path);
    const root: Loose = JSON.parse(bytesAt(files, FILES.root).toString());
    writeFileSync(join(folder, 'sig.bin'), Buffer.from(root.signatures[0].sig, 'base64'));
    writeFileSync(join(folder, 'run.tsr'), bytesAt(files, FILES.timestamp));
    const args = ['ts', '-verify', '-data', 'sig.bin', '-in', 'run.tsr', '-CAfile', 'ca.pem'];
    expect(execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })).toContain(
      'Verification: OK',
    );
    expect(bytesAt(files, FILES.verifyText).toString()).toContain('openssl ts -verify');
  });

  it('is rejected where both copies of its timestamp were taken away, and holds where its signer never said that it has one', async () => {
    const { folder, post, certificate } = await authority();
    const options = { authorities: [certificate] };
    const files = await unpack(await exported(folder, sampleSource(), { timestamp: { post } }));
    const stripped = new Map(files);
    stripped.delete(FILES.timestamp);
    editJson(stripped, FILES.rootBundle, (bundle) => void delete bundle.verificationMaterial.timestampVerificationData);
    const report = await verify(await pack(folder, stripped), options);
    expect(report.failures.map(({ rule, file }) => [rule, file])).toEqual([['timestamp.missing', FILES.timestamp]]);
    expect(report.outcome).toBe('invalid');
    // As older versions wrote it.
    editJson(stripped, FILES.environment, (environment) => void delete environment.timestamped);
    reseal(stripped);
    expect(await verify(await pack(folder, stripped), options)).toMatchObject({ outcome: 'valid', level: 'L1' });
  });

  it('is rejected with the timestamp of another bundle, without one copy of it, and with a changed one', async () => {
    const { folder, post, certificate } = await authority();
    const path = await exported(folder, sampleSource(), { timestamp: { post } });
    const foreign = await requestTimestamp(DATA, post, { signal: NEVER });
    const swap = (bytes: Buffer) => async (): Promise<readonly string[]> => {
      const files = await unpack(path);
      files.set(FILES.timestamp, bytes);
      editJson(files, FILES.rootBundle, (bundle) => {
        bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps = [
          { signedTimestamp: bytes.toString('base64') },
        ];
      });
      return rulesOf(await verify(await pack(folder, files), { authorities: [certificate] }));
    };
    expect(await swap(foreign)()).toEqual(['timestamp.imprint']);
    expect(await swap(Buffer.from('300a', 'hex'))()).toEqual(['timestamp.form']);
    const files = await unpack(path);
    files.delete(FILES.timestamp);
    expect(rulesOf(await verify(await pack(folder, files)))).toContain('sigstore.form');
  });
});
