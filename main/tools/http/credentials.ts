import type { Mask } from '#main/engine/ports/mask.ts';
import { parseUrl, userinfoCredentials } from './http-client.ts';

const REQUEST: readonly string[] = ['authorization', 'proxy-authorization', 'x-api-key', 'cookie'];
const RESPONSE: readonly string[] = ['set-cookie', 'authorization', 'proxy-authorization', 'x-api-key'];
/** Shorter values are hidden in place but not searched for elsewhere: masking "1" everywhere would hide everything. */
const SHORTEST = 6;

/** Registers every credential that a request carries, so that no answer that repeats one is stored with it. */
export function registerRequest(mask: Mask, url: string, headers: Readonly<Record<string, string>>): void {
  const userinfo = userinfoCredentials(parseUrl(url));
  if (userinfo !== undefined) {
    register(mask, userinfo.password);
    registerHeader(mask, 'authorization', userinfo.header);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (REQUEST.includes(name.toLowerCase())) registerHeader(mask, name.toLowerCase(), value);
  }
}

/** Registers the credentials that an answer hands out, and returns its headers with them hidden in place. */
export function redactResponse(mask: Mask, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!RESPONSE.includes(name)) return [name, value];
      registerHeader(mask, name, value);
      return [name, name === 'set-cookie' ? hiddenCookies(value) : '***'];
    }),
  );
}

function registerHeader(mask: Mask, name: string, value: string): void {
  switch (name) {
    case 'cookie':
      for (const pair of value.split(';')) register(mask, cookieValue(pair));
      return;
    case 'set-cookie':
      for (const cookie of splitCookies(value)) register(mask, cookieValue(cookie.split(';')[0] ?? ''));
      return;
    default: {
      register(mask, value.trim());
      const [, scheme, credential] = /^([A-Za-z][\w-]*)\s+(.+)$/s.exec(value.trim()) ?? [];
      if (credential === undefined) return;
      register(mask, credential.trim());
      if (scheme?.toLowerCase() === 'basic') register(mask, basicPassword(credential));
    }
  }
}

function register(mask: Mask, value: string): void {
  if (value.length >= SHORTEST) mask.register(value);
}

function basicPassword(credential: string): string {
  const text = Buffer.from(credential, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

function cookieValue(pair: string): string {
  return pair
    .slice(pair.indexOf('=') + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
}

// Several cookies come joined by a comma, which also stands in `Expires=Wed, 01 Jan`: only a comma before `name=` parts them.
function splitCookies(value: string): string[] {
  return value.split(/,\s*(?=[^\s;,=]+=)/);
}

function hiddenCookies(value: string): string {
  return splitCookies(value)
    .map((cookie) => cookie.replace(/^([^=;]*=)[^;]*/, '$1***'))
    .join(', ');
}
