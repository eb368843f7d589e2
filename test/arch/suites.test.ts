import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { QUICK, SUITES } from '../run/suites.ts';
import { readSourceFiles } from './source-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const projects = SUITES.filter((suite) => suite.kind === 'vitest').map((suite) => suite.name);

it('every test file belongs to a suite that runs', () => {
  const tests = [...readSourceFiles(root).keys()].filter((file) => /\.test\.tsx?$/.test(file));
  expect(tests).toContain('test/arch/suites.test.ts');
  expect(tests.filter((file) => !projects.some((project) => file.startsWith(`test/${project}/`)))).toEqual([]);
});

it('every vitest suite is a project of vitest.config.ts, and the other way round', () => {
  const config = readFileSync(`${root}/vitest.config.ts`, 'utf8');
  const configured = [...config.matchAll(/\bsuite\('([a-z0-9-]+)'/g)].map((match) => match[1]);
  expect(new Set(configured)).toEqual(new Set(projects));
});

it('every spec of the app belongs to a project of Playwright, and every such suite is one', () => {
  const specs = [...readSourceFiles(root).keys()].filter((file) => file.endsWith('.spec.ts'));
  // Pictures are taken when somebody wants to look at them: no test.
  const tests = specs.filter((file) => !file.startsWith('test/e2e/screenshots/'));
  expect(tests.filter((file) => !/^test\/e2e\/(?:app|desktop|browser)\//.test(file))).toEqual([]);
  const config = readFileSync(`${root}/test/e2e/playwright.config.ts`, 'utf8');
  const configured = [...config.matchAll(/\bname: '([a-z0-9-]+)'/g)].map((match) => match[1]);
  expect(new Set(configured)).toEqual(
    new Set(SUITES.filter(({ kind }) => kind === 'playwright').map(({ name }) => name)),
  );
});

it('every other suite is an npm script', () => {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  const others = SUITES.filter((suite) => suite.kind === 'script').map((suite) => suite.name);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(others));
  expect(SUITES.map((suite) => suite.name)).toEqual(expect.arrayContaining([...QUICK]));
});
