import { Lexer } from 'yaml';

/** Deepest nesting of a plan, enough for any body or schema that a person writes. */
export const MAX_DEPTH = 64;

/**
 * Offset where a text nests too deeply for a recursive reader, found without building anything: brackets inside brackets,
 * and list or key marks in a row on one line. `undefined` when it does not.
 */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let marks = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    switch (lexeme) {
      case '[':
      case '{':
        depth += 1;
        break;
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '-':
      case '?':
        marks += 1;
        break;
      default:
        if (lexeme.trim() !== '' || lexeme.includes('\n')) marks = 0;
    }
    if (depth > MAX_DEPTH || marks > MAX_DEPTH) return offset;
    // The lexer puts marks of its own before documents and scalars, which are not part of the text.
    if (lexeme !== '\u0002' && lexeme !== '\u001f' && lexeme !== '\u0018') offset += lexeme.length;
  }
  return undefined;
}
