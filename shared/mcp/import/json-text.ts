import { AppError } from '../../lib/app-error.ts';
import type { Json } from '../../lib/json.ts';
import { parseJson } from '../../lib/parse-json.ts';

/** Longest file that is read, UTF-16 units. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Reads the JSON of a configuration file; comments and commas before a closing bracket are taken, as editors take them.
 * Throws AppError `mcp.import-json` with the line, `mcp.import-too-large`.
 */
export function readJsonText(text: string): Json {
  if (text.length > LONGEST) {
    throw new AppError('mcp.import-too-large', `the file is longer than ${LONGEST} characters`, {
      hint: 'this is no file that configures MCP servers',
    });
  }
  const plain = withoutComments(text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text);
  const parsed = parseJson(plain);
  if (parsed.ok) return parsed.value;
  const place = problemPlace(plain);
  throw new AppError(
    'mcp.import-json',
    `the file ${parsed.error}${place === undefined ? '' : `: look at line ${place}`}`,
    {
      hint: 'it must be one JSON document; comments may stand in it',
      ...(place === undefined ? {} : { details: { line: place } }),
    },
  );
}

const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
const STRING_OR_LAST_COMMA = /"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g;

/** Every position stays: what is taken out becomes blanks. */
function withoutComments(text: string): string {
  const blank = (token: string): string => (token.startsWith('"') ? token : token.replace(/[^\n]/g, ' '));
  return text
    .replace(STRING_OR_COMMENT, blank)
    .replace(STRING_OR_LAST_COMMA, (token: string, at: number, all: string) =>
      token === ',' && /[[{,:]/.test(lastVisible(all, at)) ? token : blank(token),
    );
}

/** What stands before a place, blanks left out: a comma that follows no value is none to forgive. */
function lastVisible(text: string, before: number): string {
  let at = before - 1;
  while (at >= 0 && /\s/.test(text[at] ?? '')) at -= 1;
  return text[at] ?? '';
}

/** The line that the parser complains of; releases of Node say so in different words. */
function problemPlace(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const said = error instanceof SyntaxError ? error.message : '';
    const line = /\(line (\d+) column/.exec(said)?.[1];
    if (line !== undefined) return Number(line);
    const position = /position (\d+)/.exec(said)?.[1];
    const end = position === undefined ? text.length : Number(position);
    return text.slice(0, end).split('\n').length;
  }
}
