import type { ImportAsk } from '#shared/mcp/import/import-asks.ts';

/** What stands in the fields of what a file asks for, by name; several values each on a line. */
export type AskedDraft = Readonly<Record<string, string>>;

/** The fields with their usual values. */
export function askedDraft(asks: readonly ImportAsk[]): AskedDraft {
  return Object.fromEntries(asks.map(({ name, usual }) => [name, usual.join('\n')]));
}

/** Names of what has to be given and was not. */
export function askedProblems(asks: readonly ImportAsk[], draft: AskedDraft): ReadonlySet<string> {
  return new Set(
    asks.filter(({ name, isRequired }) => isRequired && (draft[name] ?? '').trim() === '').map(({ name }) => name),
  );
}

/** The values that were given. A usual value is left to the file: it may stand for a folder of this computer. */
export function givenValues(asks: readonly ImportAsk[], draft: AskedDraft): Record<string, string[]> {
  return Object.fromEntries(
    asks.flatMap(({ name, isList, usual }) => {
      const text = draft[name] ?? '';
      if (text === '' || text === usual.join('\n')) return [];
      const values = isList ? text.split('\n').filter((line) => line.trim() !== '') : [text];
      return [[name, values]];
    }),
  );
}
