import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { TlsOptions } from '#shared/pulser/tool-call.ts';

/** TLS settings with every file read. */
export type LoadedTls = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/** Reads the PEM files that TLS options name. Throws `http.tls`. */
export async function loadTls(
  options: TlsOptions | undefined,
  cwd: string | undefined,
  signal: AbortSignal,
): Promise<LoadedTls> {
  if (options === undefined) return {};
  const pem = async (value: string | undefined, what: string): Promise<string | undefined> => {
    if (value === undefined || value.includes('-----BEGIN ')) return value;
    try {
      return await readFile(cwd === undefined ? value : resolve(cwd, value), { encoding: 'utf8', signal });
    } catch (error) {
      throw new AppError('http.tls', `the ${what} file cannot be read (${errorCode(error) ?? 'unknown'})`, {
        hint: `tls.${what} takes PEM text or the path of a PEM file`,
        cause: error,
      });
    }
  };
  const [ca, cert, key] = await Promise.all([
    pem(options.ca, 'ca'),
    pem(options.cert, 'cert'),
    pem(options.key, 'key'),
  ]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
    rejectUnauthorized: options.verify,
  };
}

/**
 * A connector of one connection. Unlike the library's own it destroys the socket as soon as the signal aborts, also while
 * it still connects, and tells a failed handshake from a failed connection.
 */
export function connector(tls: LoadedTls, signal: AbortSignal): buildConnector.connector {
  return (target, callback) => {
    const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const isTls = target.protocol === 'https:';
    const port = Number(target.port) || (isTls ? 443 : 80);
    let socket: Socket;
    let isConnected = false;
    try {
      socket = isTls
        ? connectTls({
            host,
            port,
            ...(isIP(host) === 0 ? { servername: host } : {}),
            ALPNProtocols: ['http/1.1'],
            ...tls,
          })
        : connectTcp({ host, port });
    } catch (error) {
      // A key or certificate that cannot be parsed throws at once.
      callback(new AppError('http.tls', 'the TLS settings are not valid', { cause: error }), null);
      return;
    }
    const onAbort = (): void => void socket.destroy(signal.reason);
    const onError = (error: Error): void => {
      const isHandshake = isTls && isConnected && !signal.aborted;
      callback(isHandshake ? tlsError(error) : error, null);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', onAbort));
    socket.once('connect', () => {
      isConnected = true;
    });
    socket.once('error', onError);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      socket.off('error', onError);
      callback(null, socket);
    });
    socket.setNoDelay(true);
  };
}

function tlsError(error: Error): AppError {
  const code = errorCode(error);
  return new AppError('http.tls', `the TLS handshake failed: ${code ?? error.message}`, {
    ...(code === undefined ? {} : { details: { reason: code } }),
    hint: 'set tls.ca to trust a private authority, tls.serverName for another name, tls.cert and tls.key for a client certificate',
    cause: error,
  });
}
