import { errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** What kept a connection from standing, for a person: without the server's name, which stands before it. */
export interface ConnectProblem {
  readonly message: string;
  readonly hint: string;
  readonly details?: JsonObject;
}

/** What an error of the network means for whoever named the address; `undefined` when it is none. */
export function networkWords(error: unknown, url: URL): ConnectProblem | undefined {
  const code = errorCode(error) ?? '';
  const place = placeOf(error, url);
  const said = (message: string, hint: string): ConnectProblem => ({
    message,
    hint,
    ...(code === '' ? {} : { details: { reason: code } }),
  });
  if (code === 'ECONNREFUSED') {
    return said(`nothing answers at ${place}: is it running?`, 'start the server, or correct its address and port');
  }
  if (code === 'ENOTFOUND' || code === 'ENODATA') {
    return said(`there is no host of the name ${hostOf(error, url)}`, 'check how its name is written, and the network');
  }
  if (code === 'EAI_AGAIN' || code.startsWith('EAI_')) {
    return said(
      `the name ${hostOf(error, url)} cannot be looked up`,
      'check the connection to the network, and its DNS',
    );
  }
  if (/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/.test(code)) {
    return said(`${place} cannot be reached`, 'check its address, the network, and whether a firewall stands between');
  }
  if (/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/.test(code)) {
    return said(
      `${place} ended the connection without an answer`,
      `look at the log of the server; perhaps it wants ${url.protocol === 'https:' ? 'http' : 'https'} in its address`,
    );
  }
  if (isCertificate(code)) {
    return said(
      `the certificate of ${place} is not accepted: ${errorMessage(error)}`,
      'give the server a certificate for its name; one of an authority of your own is taken with NODE_EXTRA_CA_CERTS',
    );
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    const isPlain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
    return isPlain
      ? said(`${place} does not speak TLS`, 'write http:// in its address if it has none, or switch TLS on there')
      : said(`${place} refused TLS`, 'check what TLS versions and certificates the server wants');
  }
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')) {
    return said(`what answers at ${place} does not speak HTTP`, 'check the port of its address');
  }
  if (errorMessage(error) === 'bad port') {
    return said(
      `the port of ${url.host} belongs to another service, and is never called`,
      'let the server use another',
    );
  }
  return undefined;
}

function isCertificate(code: string): boolean {
  return /^(CERT_|UNABLE_TO_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/.test(code);
}

/** Where it failed: a login may lead elsewhere than the address that was named. */
function placeOf(error: unknown, url: URL): string {
  const { address, port } = error as { readonly address?: unknown; readonly port?: unknown };
  const named = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (typeof address !== 'string' || typeof port !== 'number' || port === named) return url.host;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function hostOf(error: unknown, url: URL): string {
  const { hostname } = error as { readonly hostname?: unknown };
  return typeof hostname === 'string' ? hostname : url.hostname;
}
