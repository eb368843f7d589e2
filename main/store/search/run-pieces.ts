import { stripVTControlCharacters } from 'node:util';
import { errorCode } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { LF } from '../logs/byte-text.ts';
import { type LogReader, openLog } from '../logs/log-reader.ts';
import type { Piece } from './search-file.ts';

/** Of a longer log only as much from its beginning and as much from its end is searched, bytes. */
export const LOG_END_BYTES = 131_072;
/** Pieces are small, so that the line around a word is found without unpacking a whole log. */
const PIECE_CHARS = 16_384;

/** The text of one log, without control sequences. */
export interface LogText {
  readonly pieces: readonly Piece[];
  /** Its middle was left out. */
  readonly cut: boolean;
}

/** A log that is gone or damaged has no text. */
export async function logText(file: string, stepId: string): Promise<LogText> {
  let reader: LogReader | undefined;
  try {
    reader = await openLog(file);
    const { bytes } = await reader.size();
    const isCut = bytes > 2 * LOG_END_BYTES;
    const head = await reader.window({ offset: 0, length: isCut ? LOG_END_BYTES : bytes });
    const tail = isCut
      ? await reader.window({ offset: bytes - LOG_END_BYTES, length: LOG_END_BYTES })
      : Buffer.alloc(0);
    const rest = tail.subarray(tail.indexOf(LF) + 1);
    return { pieces: [...cutText(head, 'log', stepId), ...cutText(rest, 'log', stepId)], cut: isCut };
  } catch (error) {
    if (errorCode(error) !== 'log.missing' && errorCode(error) !== 'log.damaged') throw error;
    return { pieces: [], cut: false };
  } finally {
    await reader?.close();
  }
}

/** Why a run and its steps ended as they did: lines of step id, tab, reason. */
export function reasonPiece(
  reason: string,
  steps: readonly { readonly id: string; readonly reason: string }[],
): Piece | undefined {
  const lines = [{ id: '', reason }, ...steps].filter((line) => line.reason !== '');
  if (lines.length === 0) return undefined;
  return { kind: 'step', stepId: null, text: tabbed(lines.map((l) => [l.id, l.reason])) };
}

/** What a plan says: the titles of its steps, and its text (as it was typed, where that is known). */
export function planPieces(body: string, typed: string | null): readonly Piece[] {
  const plan = JSON.parse(body) as { readonly steps: readonly { readonly id: string; readonly title: string }[] };
  const titles = tabbed(plan.steps.map(({ id, title }) => [id, title]));
  const text = typed ?? texts(plan).join('\n');
  return [{ kind: 'step', stepId: null, text: titles }, ...cutText(Buffer.from(text), 'plan', null)];
}

function tabbed(lines: readonly (readonly [string, string])[]): string {
  return lines.map(([id, text]) => `${id}\t${text.replaceAll(/\s+/g, ' ')}`).join('\n');
}

/** Every text in a value, each on lines of its own. */
function texts(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => texts(item));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' || typeof item === 'number' ? [`${key}: ${item}`] : [key, ...texts(item as Json)],
  );
}

function cutText(bytes: Buffer, kind: Piece['kind'], stepId: string | null): readonly Piece[] {
  const text = stripVTControlCharacters(bytes.toString('utf8')).replaceAll('\r', '');
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const feed = text.lastIndexOf('\n', at + PIECE_CHARS);
    const end = at + PIECE_CHARS >= text.length ? text.length : feed > at ? feed + 1 : at + PIECE_CHARS;
    const part = text.slice(at, end);
    if (part.trim() !== '') pieces.push({ kind, stepId, text: part });
    at = end;
  }
  return pieces;
}
