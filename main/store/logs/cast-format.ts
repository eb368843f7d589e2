import { AppError } from '#shared/lib/app-error.ts';
import { type Digest, isDigest } from '#shared/lib/digest.ts';
import { bytesOf, jsonText } from './byte-text.ts';

// A log is an asciicast v2 file: a header line, then one line per event, `[seconds, code, data]`. Code `o` is output (its
// data as byte-text.ts says). The last event of a log that was closed in order has code `d` and describes the recording;
// players skip codes they do not know.

/** What the writer says about the whole recording when it closes. */
export interface LogFooter {
  /** Bytes of output. */
  readonly bytes: number;
  readonly lines: number;
  readonly digest: Digest;
  readonly redactions: number;
}

/** One line of the file. */
export type CastEvent =
  | { readonly kind: 'output'; readonly time: number; readonly bytes: Buffer }
  | { readonly kind: 'footer'; readonly time: number; readonly footer: LogFooter }
  | { readonly kind: 'other'; readonly time: number };

/** The first line. `startedAt`: ms UTC. */
export function headerLine(terminal: { readonly width: number; readonly height: number }, startedAt: number): Buffer {
  const { width, height } = terminal;
  return Buffer.from(`${JSON.stringify({ version: 2, width, height, timestamp: Math.floor(startedAt / 1000) })}\n`);
}

/** Output that one event holds at most. */
export const LARGEST_OUTPUT = 65_536;

const OUTPUT_END = Buffer.from(']\n', 'latin1');

/** An output event, in pieces; `time` in seconds since the start. */
export function outputLine(time: number, bytes: Buffer): readonly Buffer[] {
  return [Buffer.from(`[${time.toFixed(6)},"o",`, 'latin1'), jsonText(bytes), OUTPUT_END];
}

/** The event that closes a recording. */
export function footerLine(time: number, footer: LogFooter): Buffer {
  return Buffer.from(`[${time.toFixed(6)},"d",${JSON.stringify(JSON.stringify(footer))}]\n`);
}

/** Reads a line after the header. Throws AppError `log.damaged`. */
export function parseEvent(line: Buffer, fileOffset: number): CastEvent {
  const event = parseJson(line.toString('utf8'));
  if (!Array.isArray(event)) throw damaged(fileOffset, 'a line is no event');
  const [time, code, data] = event as readonly unknown[];
  if (typeof time !== 'number' || typeof code !== 'string' || typeof data !== 'string') {
    throw damaged(fileOffset, 'a line is no event');
  }
  if (code === 'o') return { kind: 'output', time, bytes: bytesOf(data) };
  if (code !== 'd') return { kind: 'other', time };
  const footer = parseJson(data);
  if (!isFooter(footer)) throw damaged(fileOffset, 'the closing line is not whole');
  return { kind: 'footer', time, footer };
}

/** Checks the first line. Throws AppError `log.damaged`. */
export function checkHeader(line: Buffer): void {
  const header = parseJson(line.toString('utf8'));
  if (typeof header !== 'object' || header === null || !('version' in header) || header.version !== 2) {
    throw damaged(0, 'the first line is not the header of an asciicast v2');
  }
}

/** The fault of a log whose content is not what was written. */
export function damaged(fileOffset: number, why: string): AppError {
  return new AppError('log.damaged', `the log is damaged at byte ${fileOffset} of its file: ${why}`, {
    details: { fileOffset },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: `undefined` is no value that a line can hold, so every caller reports it.
    return undefined;
  }
}

function isFooter(value: unknown): value is LogFooter {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, lines, digest, redactions } = value as Readonly<Record<string, unknown>>;
  return (
    Number.isSafeInteger(bytes) &&
    Number.isSafeInteger(lines) &&
    Number.isSafeInteger(redactions) &&
    typeof digest === 'string' &&
    isDigest(digest)
  );
}
