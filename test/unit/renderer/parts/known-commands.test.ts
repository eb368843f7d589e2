import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { KNOWN_COMMANDS } from '#renderer/parts/known-commands.ts';
import { parseKeys } from '#renderer/ui/commands/key-stroke.ts';

/** A command where it is offered: `id: 'run.cancel'` or an id with a lane or direction in it, then its keys. */
const OFFERED =
  /\bid: (?:'(?<plain>[a-z-]+(?:\.[a-z-]+)+)'|`(?<pattern>[a-z-]+\.[^`]+)`)(?<rest>(?:(?!\bid: )[\s\S])*)/g;
const root = fileURLToPath(new URL('../../../../renderer', import.meta.url));

interface Offered {
  readonly file: string;
  readonly id: RegExp;
  /** Written out; undefined where they are computed, or there are none. */
  readonly keys: readonly string[] | undefined;
}

const offered: readonly Offered[] = globSync('**/*.{ts,tsx}', { cwd: root })
  .map((file) => ({ file, text: readFileSync(`${root}/${file}`, 'utf8') }))
  .filter(({ text }) => text.includes('useCommands('))
  .flatMap(({ file, text }) => [...text.matchAll(OFFERED)].map((match) => read(file, match)));

function read(file: string, { groups = {} }: RegExpExecArray): Offered {
  const source = groups['plain']?.replaceAll('.', '\\.') ?? (groups['pattern'] ?? '').replaceAll(/\$\{[^}]*\}/g, '.+');
  const own = (groups['rest'] ?? '').split(/\brun: |\bhref: /)[0] ?? '';
  const keys = /\bkeys: (\[[^\]]*\]|'[^']*')/.exec(own)?.[1];
  return {
    file,
    id: new RegExp(`^${source}$`),
    keys: keys === undefined ? undefined : [...keys.matchAll(/'([^']*)'/g)].map(([, text]) => text ?? ''),
  };
}

test('every command that a page offers is known, with its keys', () => {
  expect(offered.length).toBeGreaterThan(40);
  for (const { file, id, keys } of offered) {
    const known = KNOWN_COMMANDS.filter((command) => id.test(command.id));
    expect(known, `${id.source} of ${file} is missing in known-commands.ts`).not.toEqual([]);
    if (keys !== undefined) expect(known[0]?.keys, `keys of ${id.source} in ${file}`).toEqual(keys);
  }
});

test('every known command is offered somewhere, once in the list, with keys that can be read', () => {
  for (const { id, keys } of KNOWN_COMMANDS) {
    expect(
      offered.some((command) => command.id.test(id)),
      `nothing offers ${id}`,
    ).toBe(true);
    for (const text of keys) expect(parseKeys(text), text).toBeDefined();
  }
  const ids = KNOWN_COMMANDS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
