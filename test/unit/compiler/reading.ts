import { readFileSync } from 'node:fs';
import { type PlanReading, readPlan } from '#main/compiler/read-plan.ts';

/** The diagnostics of a text as `line:column severity code path`, as people read them. */
export function faults(source: string | Uint8Array): readonly string[] {
  return linesOf(readPlan(source));
}

export function linesOf(reading: PlanReading): readonly string[] {
  return reading.diagnostics.map(({ start, severity, code, path }) => {
    return `${start.line}:${start.column} ${severity} ${code} ${path}`.trimEnd();
  });
}

/** The text of a fixture plan. */
export function fixture(name: string): string {
  return readFileSync(`test/fixtures/plans/${name}`, 'utf8');
}

/** A plan of one step around the given lines of a step. */
export function stepPlan(lines: string, top = ''): string {
  const step = lines
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `pulser: 1\nname: a\nonFailure: stop\n${top}steps:\n  - id: s\n${step}\n`;
}
