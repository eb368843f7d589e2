import { readFile } from 'node:fs/promises';
import { type PlanReading, readPlan } from '#main/compiler/read-plan.ts';
import { MAX_PLAN_BYTES } from '#main/compiler/source.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Io } from './io.ts';
import { usageError } from './usage-error.ts';

/** A plan document: what it is called in messages, and what is in it. */
export interface PlanFile extends PlanReading {
  readonly file: string;
}

/** A plan without errors. */
export interface SoundPlan {
  readonly file: string;
  readonly plan: Plan;
  readonly digest: Digest;
}

/** Reads a plan from a file, or from standard input for `-`. */
export async function readPlanFile(io: Pick<Io, 'stdin'>, file: string): Promise<PlanFile> {
  if (file === '-') return { file: '<stdin>', ...readPlan(await readAll(io.stdin)) };
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw usageError(`the plan ${file} cannot be read: ${why}`, 'give the path of a plan, or - for standard input');
  }
  return { file, ...readPlan(bytes) };
}

/** One problem as `file:line:col severity code message`, and what to do about it. */
export function diagnosticText(file: string, diagnostic: Diagnostic, io: Pick<Io, 'paint'>): string {
  const { start, severity, code, message, hint } = diagnostic;
  const tone = severity === 'error' ? 'red' : 'yellow';
  const line = `${file}:${start.line}:${start.column} ${io.paint(tone, severity)} ${code} ${message}\n`;
  return hint === undefined ? line : `${line}  ${io.paint('dim', hint)}\n`;
}

/** Standard input to its end; more than a plan may hold is left for the reader to refuse. */
async function readAll(stdin: NodeJS.ReadStream): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > MAX_PLAN_BYTES) break;
  }
  return Buffer.concat(parts);
}
