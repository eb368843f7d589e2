import { STARS } from './mask-stream.ts';

/** Shorter passwords are hidden only where they stand in a URL. */
const SHORTEST_PASSWORD = 4;

const USERINFO = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#\s]*)@/i;

/** Secrets inside a secret: what is in a URL before the host, and in an Authorization header. */
export function derivedValues(value: string): readonly string[] {
  const text = value.trim();
  const userinfo = USERINFO.exec(text)?.[2];
  if (userinfo !== undefined) return credentialsOf(userinfo);
  const header = /^(?:proxy-)?(?:authorization:\s*)?(basic|bearer|token)\s+(\S+)$/i.exec(text);
  const [, scheme, credentials] = header ?? [];
  if (scheme === undefined || credentials === undefined) return [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  return [credentials, ...credentialsOf(Buffer.from(credentials, 'base64').toString('utf8'))];
}

function credentialsOf(userinfo: string): readonly string[] {
  const plain = decoded(userinfo);
  const values = new Set<string>();
  const colon = userinfo.indexOf(':');
  if (colon < 0) {
    // A user alone is a name, save where a token stands in its place.
    if (plain.length >= 16) values.add(plain);
    return [...values];
  }
  const password = userinfo.slice(colon + 1);
  if (password === '') return [];
  values.add(userinfo);
  values.add(`${decoded(userinfo.slice(0, colon))}:${decoded(password)}`);
  if (decoded(password).length >= SHORTEST_PASSWORD) {
    values.add(password);
    values.add(decoded(password));
  } else {
    values.add(`:${password}@`);
  }
  return [...values];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % stands for itself.
    return text;
  }
}

const SECRET_PARAMETER =
  /([?&;](?:password|passwd|pwd|token|access_token|api_?key|secret|client_secret|sig|signature)=)[^&;#\s]+/gi;

/** A URL fit for people: the password before its host, and parameters that are secrets by their name, are hidden. */
export function maskUrl(url: string): string {
  return url
    .replace(USERINFO, (_, scheme: string, userinfo: string) => {
      const colon = userinfo.indexOf(':');
      if (colon >= 0) return `${scheme}${userinfo.slice(0, colon)}:${STARS}@`;
      return `${scheme}${userinfo.length >= 16 ? STARS : userinfo}@`;
    })
    .replace(SECRET_PARAMETER, `$1${STARS}`);
}
