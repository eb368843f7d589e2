import { describe, expect, it } from 'vitest';
import { sshPublicLine } from '#main/proof/format/ssh.ts';
import { trustedKeys } from '#main/proof/verify/trust.ts';
import { testSigner } from '#test/conformance/proof/sample-run.ts';

const signer = testSigner(1);
const key = sshPublicLine(signer.publicKey, '');

function namesOf(allowedSigners: string, now = 0): readonly string[] {
  return [...trustedKeys({ allowedSigners, now }).values()].map(({ name }) => name);
}

describe('an allowed_signers file', () => {
  it.each([
    [`ada ${key}`, ['ada']],
    [`ada,grace@example.com ${key} comment`, ['ada,grace@example.com']],
    [`"ada l" ${key}`, ['ada l']],
    [`ada namespaces="ops-control-room.proof" ${key}`, ['ada']],
    [`ada namespaces="git,ops-*" ${key}`, ['ada']],
    [`ada namespaces="git" ${key}`, []],
    [`ada namespaces="ops-control-room?proof" ${key}`, ['ada']],
    [`ada cert-authority ${key}`, []],
    [`ada cert-authority,namespaces="ops-*" ${key}`, []],
    [`# ada ${key}\n\nada ${key}\r\n`, ['ada']],
    [`ada ssh-rsa AAAAB3NzaC1yc2E`, []],
  ])('%s', (text, names) => {
    expect(namesOf(text)).toEqual(names);
  });

  it('limits keys in time', () => {
    const line = `ada valid-after="20260101Z",valid-before="20261231235959Z" ${key}`;
    expect(namesOf(line, Date.parse('2025-12-31T23:59:59Z'))).toEqual([]);
    expect(namesOf(line, Date.parse('2026-06-01T00:00:00Z'))).toEqual(['ada']);
    expect(namesOf(line, Date.parse('2027-01-01T00:00:00Z'))).toEqual([]);
  });

  it.each(['ada', `ada ssh-ed25519 AAAA`, `ada valid-after="soon" ${key}`])(
    'that cannot be read is refused: %s',
    (text) => {
      expect(() => namesOf(text)).toThrow(RangeError);
    },
  );
});

describe('keys that are named', () => {
  it('are refused when they are none', () => {
    expect(() => trustedKeys({ keys: ['ssh-rsa AAAA'], now: 0 })).toThrow('neither an Ed25519 public key');
    expect([...trustedKeys({ keys: [key], now: 0 }).keys()]).toEqual([signer.fingerprint]);
  });
});
