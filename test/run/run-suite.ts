import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
    default:
      throw new Error(`unexpected suite: ${JSON.stringify(suite)}`);
  }
}

async function runVitest(suite: Suite, root: string, output: Output): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-report-'));
  try {
    const file = join(folder, 'report.json');
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--passWithNoTests'];
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--project', suite.name, ...options];
    const exit = await runChild(process.execPath, args, suite, root, output);
    return vitestResult(suite.name, existsSync(file) ? readReport(file) : undefined, exit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch (error) {
    // A report cut off by a crash is no report.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function runChild(command: string, args: readonly string[], suite: Suite, root: string, output: Output): Promise<Exit> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      // Its own process group, so that nothing of a suite outlives its time-out.
      detached: true,
      env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}` },
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
