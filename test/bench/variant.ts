import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one variant measured in a process of its own. Memory is its peak resident set. */
export interface Measurement {
  readonly [figure: string]: number;
}

/** Runs `variants/<name>.ts` in a process and a folder of its own, and takes the JSON of its last line. */
export async function measure(name: string, args: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-bench-'));
  const script = new URL(`./variants/${name}.ts`, import.meta.url).pathname;
  try {
    const child = spawn(process.execPath, [script, folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}`);
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Measurement;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the figures of a variant as its last line, with its peak memory. */
export function report(figures: Measurement): void {
  const peakMb = Math.round((process.resourceUsage().maxRSS / 1024) * 10) / 10;
  process.stdout.write(`${JSON.stringify({ ...figures, peakMb })}\n`);
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
