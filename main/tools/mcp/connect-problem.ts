import { STATUS_CODES } from 'node:http';
import {
  ProtocolError,
  SdkErrorCode,
  SdkHttpError,
  UnsupportedProtocolVersionError,
} from '@modelcontextprotocol/client';
import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import { type ConnectProblem, networkWords } from './network-problem.ts';

/** Characters of what a server writes into an answer that is no good which are kept. */
const WORDS = 200;
const NOT_MCP = 'check the path of its address, which often ends with /mcp, and that it is an MCP server';

/**
 * What an error of connecting means, to the address where there is one; `undefined` where its own words say it. An error of ours
 * that stands behind it, such as a refused address, is itself the answer.
 */
export function connectProblem(error: unknown, url: URL | undefined): ConnectProblem | AppError | undefined {
  const chain = causes(error);
  const version = chain.map(otherProtocol).find((one) => one !== undefined);
  if (version !== undefined) return protocolProblem(version);
  if (url === undefined) return undefined;
  for (const one of chain) {
    if (one instanceof AppError && one.code === 'mcp.connect') return one;
    if (one instanceof SdkHttpError) return statusProblem(one, url.host);
    if (one instanceof ProtocolError) {
      return { message: `${url.host} does not take our greeting: ${oneLine(one.message)}`, hint: NOT_MCP };
    }
    const network = networkWords(one, url);
    if (network !== undefined) return network;
    const sent = sentInstead(one);
    if (sent !== undefined) {
      return { message: `what answers at ${url.host} is no MCP server: it sent ${sent}`, hint: NOT_MCP };
    }
  }
  return undefined;
}

function otherProtocol(error: unknown): string | undefined {
  if (error instanceof UnsupportedProtocolVersionError) return error.supported.join(', ');
  return /protocol version is not supported: (.*)$/.exec(errorMessage(error))?.[1];
}

/** The error, and what caused it; the library keeps causes in the data of an error too. */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one instanceof Error && chain.length < 10; ) {
    chain.push(one);
    const { data } = one as { readonly data?: { readonly cause?: unknown } };
    one = one.cause ?? data?.cause;
  }
  return chain;
}

function statusProblem({ status, statusText, data, message }: SdkHttpError, place: string): ConnectProblem {
  const reason = oneLine(statusText ?? '') || STATUS_CODES[status] || '';
  const said = typeof data.text === 'string' ? oneLine(data.text) : '';
  // A page for browsers says nothing here.
  const words = said === '' || said.startsWith('<') ? '' : `: ${said}`;
  const target = /Redirect to (\S+)/.exec(message)?.[1];
  return {
    message: `${place} answered with HTTP ${[status, reason].join(' ').trim()}${words}`,
    hint:
      target === undefined
        ? statusHint(status)
        : `it sends us to ${oneLine(target)}; when that is the server you mean, name that address`,
    details: { status },
  };
}

function statusHint(status: number): string {
  if (status === 403) return 'the credentials do not allow it; log in again with more scopes';
  if (status === 407) return 'a proxy stands before it that wants a login; reach it another way';
  if (status === 429) return 'it was asked too often; wait, and try again';
  if (status >= 500) return 'the server, or a proxy before it, has a fault; look at its log, and try again later';
  return NOT_MCP;
}

function protocolProblem(versions: string): ConnectProblem {
  return {
    message: `it speaks a protocol that is not known here: ${oneLine(versions) || 'none that it names'}`,
    hint: 'update the server; one that speaks MCP of 2024-11-05 or later is understood',
  };
}

/** What came in place of a message. */
function sentInstead(error: unknown): string | undefined {
  if (errorCode(error) === SdkErrorCode.ClientHttpUnexpectedContent) {
    const { data } = error as { readonly data?: { readonly contentType?: unknown } };
    return typeof data?.contentType === 'string' ? oneLine(data.contentType) : 'an empty answer';
  }
  if (error instanceof SyntaxError) return 'what is no JSON';
  return error instanceof Error && error.name === 'ZodError' ? 'JSON that is no message of the protocol' : undefined;
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > WORDS ? `${line.slice(0, WORDS)}…` : line;
}
