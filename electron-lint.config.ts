// The rules of eslint-plugin-sdl-2 that concern Electron and pages, for oxlint. One by one: the package's own entry loads
// every plugin and parser that its presets name.
import { readdirSync } from 'node:fs';

const rules = new URL('./node_modules/eslint-plugin-sdl-2/dist/rules/', import.meta.url);
const wanted = readdirSync(rules).filter((name) => /^no-[\w-]+\.js$/.test(name) && !/angular|winjs|msapp/.test(name));
const entries = await Promise.all(
  wanted.map(async (name) => {
    const { default: rule } = (await import(new URL(name, rules).href)) as { default: unknown };
    return [name.slice(0, -'.js'.length), rule] as const;
  }),
);

export default { meta: { name: 'sdl' }, rules: Object.fromEntries(entries) };
