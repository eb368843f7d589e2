import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { runSuite } from '#test/run/run-suite.ts';
import type { Suite } from '#test/run/suites.ts';

const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

function project(scripts: Readonly<Record<string, string>>, tests: Readonly<Record<string, string>> = {}): string {
  const root = tempFolder();
  symlinkSync(modules, join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'sample', private: true, type: 'module', scripts }));
  writeFileSync(
    join(root, 'vitest.config.ts'),
    "export default { test: { projects: [{ test: { name: 'unit', include: ['test/**/*.test.ts'] } }] } };",
  );
  mkdirSync(join(root, 'test'));
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(root, 'test', name), text);
  return root;
}

const run = (suite: Suite, root: string) => runSuite(suite, root, 'ignore');
const script = (timeoutMs = 50_000) => ({ name: 'step', kind: 'script', timeoutMs }) as const;
const unit = { name: 'unit', kind: 'vitest', timeoutMs: 50_000 } as const;

describe('runSuite', () => {
  it('takes the exit code of a script, and gives it no input', async () => {
    expect(await run(script(), project({ step: 'cat' }))).toMatchObject({ failed: 0 });
    expect(await run(script(), project({ step: 'exit 3' }))).toMatchObject({ failed: 1, problem: 'exit code 3' });
  });

  it('ends a script that takes too long, with what it started', async () => {
    expect(await run(script(600), project({ step: 'tail -f /dev/null | cat' }))).toMatchObject({
      failed: 1,
      problem: 'took longer than 0.01 minutes',
    });
  });

  it('runs scripts with the Node of the project', async () => {
    const root = project({ step: `node -e "process.exit(process.version === '${process.version}' ? 0 : 1)"` });
    expect(await run(script(), root)).toMatchObject({ failed: 0 });
  });

  it('counts the tests of a vitest project', async () => {
    const root = project(
      {},
      {
        'a.test.ts': "import { it } from 'vitest'; it('good', () => {}); it('bad', () => { throw new Error('no'); });",
        'b.test.ts': "import { it } from 'vitest'; it('good', () => {}); it.skip('later', () => {});",
        'c.test.ts': "throw new Error('does not load');",
      },
    );
    expect(await run(unit, root)).toMatchObject({ passed: 2, failed: 2, skipped: ['later'] });
  });

  it('says when a vitest project has no tests', async () => {
    expect(await run(unit, project({}))).toMatchObject({ passed: 0, failed: 0, notRun: 'has no tests' });
  });
});
