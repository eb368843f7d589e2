import { expect, it } from 'vitest';
import { checkForeignAddress, isPrivateAddress } from '#main/tools/mcp/address-guard.ts';
import { isWebAddress } from '#main/tools/mcp/web-address.ts';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::ffff:127.0.0.1',
  'fd00::1',
  'fe80::1',
])('%s is not public', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', 'example.com'])('%s is not known to be private', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

it('lets a server send us to public https addresses alone', () => {
  expect(() => checkForeignAddress(new URL('https://login.example.com/x'))).not.toThrow();
  for (const address of [
    'http://login.example.com',
    'https://127.0.0.1/x',
    'https://[::1]/',
    'https://169.254.169.254/latest',
  ]) {
    expect(() => checkForeignAddress(new URL(address)), address).toThrow(
      expect.objectContaining({ code: 'mcp.connect' }),
    );
  }
});

it('opens https, and http of this machine', () => {
  for (const address of ['https://example.com/a?b=c', 'http://127.0.0.1:8080/x', 'http://localhost/']) {
    expect(isWebAddress(address), address).toBe(true);
  }
  for (const address of [
    'http://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://a@example.com',
    'nothing',
  ]) {
    expect(isWebAddress(address), address).toBe(false);
  }
});
