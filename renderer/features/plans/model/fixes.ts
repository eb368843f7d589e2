import type { Diagnostic } from '#shared/pulser/diagnostic.ts';

/** A change of the text that is certain to be what was meant. Offsets count from 0. */
export interface Fix {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly label: string;
}

const SCALAR = /^(["']?)([^\s"'{}[\],:]+)\1$/;
const WORD = /^(["']?)([\w-]+)\1$/;

/** The fix of a problem, where there is one and only one; `null` when a person has to decide. */
export function fixFor(problem: Diagnostic, text: string): Fix | null {
  const { hint = '', start, end } = problem;
  const found = text.slice(start.offset, end.offset);
  const meant = /^Did you mean (\S+)\?$/.exec(hint)?.[1];
  if (meant !== undefined) return replaceWord(problem, found, meant);
  const quoted = /^Quote it: (".*")\.$/.exec(hint)?.[1];
  if (quoted !== undefined && SCALAR.test(found)) return whole(problem, quoted, `Write ${quoted}`);
  const form = /^Write ([\w.-]+)\.$/.exec(hint)?.[1];
  if (form !== undefined && problem.code === 'plan.schema' && isOfOneForm(problem.message) && !found.includes('\n')) {
    const quote = /^["']/.exec(found)?.[0] ?? '';
    return whole(problem, `${quote}${form}${quote}`, `Replace with ${form}`);
  }
  return null;
}

function isOfOneForm(message: string): boolean {
  return message.startsWith('must be kebab-case') || message.startsWith('must be a duration');
}

function whole(problem: Diagnostic, insert: string, label: string): Fix {
  return { from: problem.start.offset, to: problem.end.offset, insert, label };
}

function replaceWord(problem: Diagnostic, found: string, meant: string): Fix | null {
  const label = `Replace with ${meant}`;
  const word = WORD.exec(found);
  if (word !== null) return whole(problem, `${word[1] ?? ''}${meant}${word[1] ?? ''}`, label);
  // A wrong name inside of a longer text: the message names it, and it must stand there exactly once.
  const candidates = [...new Set(problem.message.match(/[A-Za-z_][\w-]*/g) ?? [])].flatMap((word) => {
    const places = placesOf(word, found);
    return word !== meant && places.length === 1 ? [{ word, at: places[0] ?? 0 }] : [];
  });
  const last = candidates.at(-1);
  if (last === undefined || candidates.length !== 1) return null;
  const from = problem.start.offset + last.at;
  return { from, to: from + last.word.length, insert: meant, label };
}

function placesOf(word: string, text: string): readonly number[] {
  return [...text.matchAll(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'g'))].map((match) => match.index);
}
