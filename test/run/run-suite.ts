import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type PlaywrightReport, playwrightResult } from './playwright-result.ts';
import type { Suite } from './suites.ts';
import { type Exit, type SuiteResult, scriptResult, type VitestReport, vitestResult } from './summary.ts';

type Output = 'inherit' | 'ignore';

/** Runs one suite as a child, by default with its output on the console. */
export async function runSuite(suite: Suite, root: string, output: Output = 'inherit'): Promise<SuiteResult> {
  switch (suite.kind) {
    case 'script':
      return scriptResult(suite.name, await runChild('npm', ['run', '--silent', suite.name], suite, root, output));
    case 'vitest':
      return runVitest(suite, root, output);
    case 'playwright':
      return runPlaywright(suite, root, output);
    default:
      throw new Error(`unexpected suite: ${JSON.stringify(suite)}`);
  }
}

function runVitest(suite: Suite, root: string, output: Output): Promise<SuiteResult> {
  return withReport(async (file) => {
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--passWithNoTests'];
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--project', suite.name, ...options];
    const exit = await runChild(process.execPath, args, suite, root, output);
    return vitestResult(suite.name, readReport<VitestReport>(file), exit);
  });
}

function runPlaywright(suite: Suite, root: string, output: Output): Promise<SuiteResult> {
  return withReport(async (file) => {
    const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    const config = join('test', 'e2e', 'playwright.config.ts');
    const args = [cli, 'test', '-c', config, '--project', suite.name, '--reporter=list,json', '--pass-with-no-tests'];
    // A command that brings a display and an Electron where there is none.
    const launcher = suite.name === 'desktop' ? (process.env['OPSROOM_TEST_LAUNCHER'] ?? '') : '';
    const line = launcher === '' ? [process.execPath, ...args] : [launcher, process.execPath, ...args];
    const exit = await runChild(line[0] ?? '', line.slice(1), suite, root, output, {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    });
    return playwrightResult(suite.name, readReport<PlaywrightReport>(file), exit);
  });
}

async function withReport(run: (file: string) => Promise<SuiteResult>): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-report-'));
  try {
    return await run(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport<T>(file: string): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    // A report cut off by a crash is no report.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function runChild(
  command: string,
  args: readonly string[],
  suite: Suite,
  root: string,
  output: Output,
  environment: Readonly<Record<string, string>> = {},
): Promise<Exit> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      // Its own process group, so that nothing of a suite outlives its time-out.
      detached: true,
      env: {
        ...process.env,
        ...environment,
        PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    let ending: Exit | undefined;
    const endGroup = (reason: string): void => {
      ending ??= reason;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const onSignal = (): void => endGroup('interrupted');
    const timer = setTimeout(() => endGroup(`took longer than ${suite.timeoutMs / 60_000} minutes`), suite.timeoutMs);
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    const finish = (exit: Exit): void => {
      clearTimeout(timer);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      resolve(ending ?? exit);
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(code ?? signal ?? 'ended'));
  });
}
