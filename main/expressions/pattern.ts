import { RE2JS, RE2JSSyntaxException } from 're2js';
import { AppError } from '#shared/lib/app-error.ts';
import { Recent } from './recent.ts';

/** A compiled regular expression that is searched anywhere in a text. */
export interface TextPattern {
  test(text: string): boolean;
}

const compiled = new Recent<RE2JS>(200);

/**
 * Compiles a regular expression in RE2 syntax: no look-around, no back-references, and time linear in the text whatever
 * the pattern. Throws AppError `expression.pattern`.
 */
export function textPattern(source: string): TextPattern {
  const program = compiled.get(source, () => compile(source));
  return { test: (text) => program.matcher(text).find() };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    const reason =
      cause instanceof RE2JSSyntaxException ? cause.message.replace('error parsing regexp: ', '') : 'too complex';
    throw new AppError('expression.pattern', `not a regular expression: ${reason}`, {
      hint: 'Patterns use RE2 syntax: no look-around and no back-references.',
      cause,
    });
  }
}
