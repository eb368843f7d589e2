import { lookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '#shared/lib/app-error.ts';
import { isWebAddress } from './web-address.ts';

/** Networks that are not of the public internet. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
  PRIVATE.addSubnet(`::ffff:${network}`, 96 + bits, 'ipv6');
}
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

/** True for an IP address of this machine or of a network that is not public. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** True when a host is, or resolves to, an address that is not public. */
export async function isPrivateHost(host: string): Promise<boolean> {
  const bare = bareHost(host);
  if (isIP(bare) !== 0) return isPrivateAddress(bare);
  try {
    return (await lookupAll(bare, { all: true })).some(({ address }) => isPrivateAddress(address));
  } catch {
    // It cannot be resolved, so whatever is asked of it fails by itself.
    return false;
  }
}

/** Refuses an address that nobody named, unless it is https and, by its own writing, public. Throws AppError `mcp.connect`. */
export function checkForeignAddress(url: URL): void {
  if (url.protocol === 'https:' && isWebAddress(url.href) && !isPrivateAddress(bareHost(url.hostname))) return;
  throw refused(url.host);
}

/** Resolves names, and refuses those that lead into a network that is not public. */
export const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const [first] = found;
    if (first === undefined || found.some(({ address }) => isPrivateAddress(address))) {
      return callback(refused(host), '', 0);
    }
    if (options.all === true) return callback(null, found);
    return callback(null, first.address, first.family);
  });
};

function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function refused(host: string): AppError {
  return new AppError('mcp.connect', `the server sends us to ${host}, which is not a public https address`, {
    hint: 'a server in the internet may not make us ask things of your own network',
  });
}
