import { textPattern } from '#main/expressions/pattern.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { TextMatch } from '#shared/pulser/primitives.ts';
import type { ReadingStatus } from '#shared/run/reading.ts';

/** What a text is compared with, under the name that messages give it. */
export interface MatchedText {
  readonly name: string;
  readonly text: string;
  /** Only the start of the text is known: then what is not found may still stand in the rest. */
  readonly isCut: boolean;
}

/** Whether a text is as expected; the first expectation that does not hold tells. */
export function judgeText(
  match: TextMatch,
  { name, text, isCut }: MatchedText,
): { readonly status: ReadingStatus; readonly message: string } {
  const miss = (what: string): { status: ReadingStatus; message: string } =>
    isCut
      ? { status: 'unreadable', message: `${name} is too long to be compared as a whole: its start ${what}` }
      : { status: 'red', message: `${name} ${what}` };
  try {
    if (match.equals !== undefined && (isCut || withoutLineEnd(text) !== withoutLineEnd(match.equals))) {
      return miss('is not equal to the expected text');
    }
    if (match.contains !== undefined && !text.includes(match.contains)) {
      return miss('does not contain the expected text');
    }
    if (match.matches !== undefined && !textPattern(match.matches).test(text)) {
      return miss(`does not match ${match.matches}`);
    }
  } catch (error) {
    // A pattern that cannot be used says nothing about the world.
    if (error instanceof AppError && error.code === 'expression.pattern') {
      return { status: 'unreadable', message: error.message };
    }
    throw error;
  }
  return { status: 'green', message: `${name} is as expected` };
}

function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}
