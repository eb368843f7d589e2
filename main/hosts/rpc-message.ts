import { isMultipart } from './multipart-body.ts';

/** Largest messages of a client: text holds a call's input, bytes a file beside it. */
const LONGEST_TEXT = 64 * 1024 * 1024;
const MOST_BYTES = 1_100_000_000;

const DELIMITER = 0xff;

/** What is wrong with a message of a client, and the id under which it waits for its answer, where it has one. */
export type MessageProblem = { readonly id: string | number | undefined };

/**
 * Looks at a message before the handler of calls gets it: undefined for one that has the form of a call, a part of a stream, or
 * a cancel. The handler itself takes the form for granted.
 */
export function messageProblem(data: unknown): MessageProblem | undefined {
  const { text, file } = envelope(data) ?? {};
  if (text === undefined) return { id: undefined };
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { id: undefined };
    throw error;
  }
  if (!isRecord(message)) return { id: undefined };
  const { i: id, t: type, p: payload } = message;
  if (!isId(id)) return { id: undefined };
  return isPayload(type, payload, file) ? undefined : { id };
}

/** The answer to a call that has no form. */
export function badMessageAnswer(id: string | number): string {
  const json = { defined: false, code: 'BAD_REQUEST', status: 400, message: 'the message has not the form of a call' };
  return JSON.stringify({ i: id, p: { s: 400, b: { json } } });
}

interface Envelope {
  readonly text: string;
  /** What comes beside the text. */
  readonly file: Uint8Array | undefined;
}

function envelope(data: unknown): Envelope | undefined {
  if (typeof data === 'string') return data.length <= LONGEST_TEXT ? { text: data, file: undefined } : undefined;
  if (!(data instanceof Uint8Array) && !(data instanceof ArrayBuffer)) return undefined;
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  if (bytes.length > MOST_BYTES) return undefined;
  const end = bytes.indexOf(DELIMITER);
  const head = end === -1 ? bytes : bytes.subarray(0, end);
  if (head.length > LONGEST_TEXT) return undefined;
  return { text: new TextDecoder().decode(head), file: end === -1 ? undefined : bytes.subarray(end + 1) };
}

function isPayload(type: unknown, payload: unknown, file: Uint8Array | undefined): boolean {
  switch (type) {
    case undefined:
    case 1:
      return isCall(payload, file);
    case 3:
      return isRecord(payload) && (payload['e'] === 'message' || payload['e'] === 'error' || payload['e'] === 'done');
    case 4:
      return true;
    default:
      return false;
  }
}

function isCall(payload: unknown, file: Uint8Array | undefined): boolean {
  if (!isRecord(payload)) return false;
  const { u: url, h: headers = {}, m: method = 'POST' } = payload;
  if (!isPath(url) || method !== 'POST' || !isRecord(headers) || !Object.values(headers).every(isHeader)) return false;
  return isBody(headers, file);
}

/** A file comes in a form, beside the rest of its call. */
function isBody(headers: Readonly<Record<string, unknown>>, file: Uint8Array | undefined): boolean {
  const { 'content-type': type, 'content-disposition': disposition } = headers;
  if (disposition !== undefined) return false;
  if (type === undefined) return file === undefined;
  return typeof type === 'string' && file !== undefined && isMultipart(type, file);
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 2_048 && /^\/[A-Za-z0-9/_-]*$/.test(value);
}

function isHeader(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isId(value: unknown): value is string | number {
  return (typeof value === 'string' && value.length > 0 && value.length <= 100) || Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
