import { ImportProblem } from './imported.ts';

/** A place in a text of a file that something else is put into: `${env:NAME}`. */
export interface Place {
  /** All of it, as it is written. */
  readonly text: string;
  /** What stands between the braces. */
  readonly inside: string;
}

/** What a place stands for. */
export type Filling =
  | { readonly kind: 'text'; readonly text: string }
  /** Several texts, where the place is a whole argument. */
  | { readonly kind: 'list'; readonly texts: readonly string[] }
  /** A secret. `value: null`: it is not known yet. `name`: that of the secret itself, where it is kept by its own name. */
  | { readonly kind: 'secret'; readonly value: string | null; readonly name?: string; readonly about: string }
  /** Nothing was given, and nothing is needed. */
  | { readonly kind: 'nothing' };

/** Fills the places of a file's texts; throws ImportProblem for one that cannot be filled. */
export type Fill = (place: Place, pointer: string) => Filling;

/** A text with its places filled. */
export interface FilledText {
  /** As it is written where a part is a secret that is not known yet. */
  readonly text: string;
  readonly isSecret: boolean;
  /** A secret in it is not known yet. */
  readonly isOpen: boolean;
  /** It is a single place and nothing else, and that holds nothing. */
  readonly isNothing: boolean;
  /** The secret that it is, by its own name. */
  readonly secretName: string | undefined;
  readonly about: string;
}

/** Fills every place of a text. A list stands as its texts with commas between. */
export function fillText(text: string, pattern: RegExp, fill: Fill, pointer: string): FilledText {
  const fillings: Filling[] = [];
  const places = [...text.matchAll(pattern)];
  const isWhole = places.length === 1 && places[0]?.[0] === text;
  const filled = text.replace(pattern, (whole: string, inside: string) => {
    const filling = fill({ text: whole, inside }, pointer);
    fillings.push(filling);
    switch (filling.kind) {
      case 'text':
        return filling.text;
      case 'list':
        return filling.texts.join(',');
      case 'secret':
        return filling.value ?? whole;
      case 'nothing':
        return '';
    }
  });
  const secrets = fillings.filter((filling) => filling.kind === 'secret');
  const [secret] = secrets;
  // A secret of its own name is looked up by it at each start; its value of now is not copied.
  const isOwn = isWhole && secret?.name !== undefined;
  const isOpen = isOwn || secrets.some(({ value }) => value === null);
  return {
    text: isOpen ? text : filled,
    isSecret: secrets.length > 0,
    isOpen,
    isNothing: isWhole && fillings[0]?.kind === 'nothing',
    secretName: isOwn ? secret.name : undefined,
    about: [secret?.about ?? '', isOpen && !isWhole ? `its form is ${text}` : '']
      .filter((part) => part !== '')
      .join('; '),
  };
}

/** Fills a text that is stored in the clear: a secret has no place in it. */
export function fillPlain(text: string, pattern: RegExp, fill: Fill, pointer: string): string {
  const filled = fillText(text, pattern, fill, pointer);
  if (filled.isSecret) {
    throw new ImportProblem(
      pointer,
      `${JSON.stringify(text)} holds a secret, which would show in process lists and in the definition: give it as a variable or a header`,
    );
  }
  return filled.text;
}

/** Fills an argument: a list becomes arguments of its own, nothing becomes none. */
export function fillArgument(text: string, pattern: RegExp, fill: Fill, pointer: string): readonly string[] {
  const [place, ...more] = [...text.matchAll(pattern)];
  if (place !== undefined && more.length === 0 && place[0] === text) {
    const filling = fill({ text: place[0], inside: place[1] ?? '' }, pointer);
    if (filling.kind === 'list') return filling.texts;
    if (filling.kind === 'nothing') return [];
  }
  return [fillPlain(text, pattern, fill, pointer)];
}
