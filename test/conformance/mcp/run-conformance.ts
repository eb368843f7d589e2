import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// It is a program, and exports nothing.
const SUITE = fileURLToPath(new URL('../../../node_modules/.bin/conformance', import.meta.url));

/** What the official suite says of one scenario. */
export interface ScenarioResult {
  /** At least one check of its own succeeded, and none failed. */
  readonly passed: boolean;
  readonly failures: readonly string[];
}

export interface ConformanceRun {
  readonly code: number | null;
  readonly scenarios: ReadonlyMap<string, ScenarioResult>;
  readonly output: string;
}

interface Check {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

/** The scenarios that a revision of the protocol requires of one side. */
export function requiredScenarios(side: 'server' | 'client', revision: string): readonly string[] {
  const text = execFileSync(process.execPath, [SUITE, 'list', '--requirements', revision], { encoding: 'utf8' });
  const [, part = ''] = text.split(side === 'server' ? /^Server scenarios.*$/m : /^Client scenarios.*$/m);
  const [own = ''] = part.split(/\n\s*\n/, 1);
  return [...own.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name ?? '');
}

/** Runs the official suite. Its own counts of passed checks are not believed: a scenario in which nothing answered has one too. */
export async function runConformance(side: 'server' | 'client', args: readonly string[]): Promise<ConformanceRun> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-conformance-'));
  try {
    const child = spawn(process.execPath, [SUITE, side, ...args, '-o', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const code = await new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    // Names of scenarios may have a slash in them.
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => basename(name) === 'checks.json')
      .map((name) => dirname(name));
    const results = names.map((name) => [scenarioOf(name, side), readResult(join(folder, name))] as const);
    return { code, scenarios: new Map(results), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder is called after the side, the scenario and the time. */
function scenarioOf(folder: string, side: string): string {
  const name = folder.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
  return name.startsWith(`${side}-`) ? name.slice(side.length + 1) : name;
}

function readResult(folder: string): ScenarioResult {
  const checks = JSON.parse(readFileSync(join(folder, 'checks.json'), 'utf8')) as readonly Check[];
  const failures = checks
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? 'failed'}`);
  const ownSuccess = checks.some(({ id, status }) => status === 'SUCCESS' && id !== 'wire-schema-valid');
  return { passed: failures.length === 0 && ownSuccess, failures };
}
