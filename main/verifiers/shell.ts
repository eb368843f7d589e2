import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Observation, Verifier, VerifierContext } from '#main/engine/ports/verifier.ts';
import { textPattern } from '#main/expressions/pattern.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { KeptOutput } from '#main/kernel/processes/retained-output.ts';
import { type ProcessOutcome, runProcess } from '#main/kernel/processes/run-process.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ShellCheck } from '#shared/pulser/check.ts';
import type { TextMatch } from '#shared/pulser/primitives.ts';

/** Most bytes of output that are compared; what is longer cannot be judged as a whole. */
const COMPARED_BYTES = 8 * 1024 * 1024;
/** Bytes of output that a reading keeps. */
const OBSERVED_BYTES = 4 * 1024;
/** Characters of the last line of standard error that a message shows. */
const MESSAGE_LINE = 200;

type Started = Extract<ProcessOutcome, { readonly started: true }>;

/**
 * Reads a check by running its text with `/bin/sh -c`. Exit as expected is green and any other exit red; a command that
 * cannot run (126, 127), is killed or takes too long has not been read.
 */
export function createShellVerifier(options: { readonly clock: Clock; readonly grace?: number }): Verifier {
  return {
    kind: 'shell',
    async read(check, context) {
      context.signal.throwIfAborted();
      if (check.shell === undefined) return unreadable(null, 'not a shell check');
      const shell: ShellCheck = check.shell;
      const outcome = await runProcess({
        file: '/bin/sh',
        args: ['-c', '--', shell.run],
        cwd: resolve(context.cwd, shell.cwd ?? '.'),
        env: { ...context.env, ...shell.env, OPS_RUN_ID: context.runId, OPS_STEP_ID: context.stepId },
        timeoutMs: context.timeoutMs,
        signal: context.signal,
        maxOutput: COMPARED_BYTES,
        // Of this reading alone: what an act detached on purpose must outlive a check that is ended.
        marker: { OPS_CHECK_ID: randomUUID() },
        clock: options.clock,
        ...(options.grace === undefined ? {} : { graceMs: options.grace }),
      });
      context.signal.throwIfAborted();
      return outcome.started ? judge(shell, outcome, context) : unreadable(null, outcome.error.message);
    },
  };
}

function judge(check: ShellCheck, outcome: Started, context: VerifierContext): Observation {
  const { exitCode } = outcome;
  const observed = { exit: exitCode, stdout: observedTail(outcome.stdout) };
  if (outcome.cause === 'timeout') {
    return unreadable(observed, `no answer within ${formatDuration(context.timeoutMs)}`);
  }
  if (exitCode === null) return unreadable(observed, `killed by ${outcome.signal}`);
  if (exitCode !== check.exit) {
    const reason = lastLine(outcome.stderr);
    const message = `exit ${exitCode}, expected ${check.exit}${reason === '' ? '' : `: ${reason}`}`;
    if (exitCode === 127) return unreadable(observed, `a command was not found (${message})`);
    if (exitCode === 126) return unreadable(observed, `a command cannot be executed (${message})`);
    return { status: 'red', observed, message };
  }
  return judgeOutput(check, outcome.stdout, observed, context);
}

/** The exit is as expected: what decides now is what was printed. The first expectation that does not hold tells. */
function judgeOutput(check: ShellCheck, output: KeptOutput, observed: Json, context: VerifierContext): Observation {
  const green: Observation = { status: 'green', observed, message: `exit ${check.exit}, as expected` };
  if (check.stdout === undefined && check.json === undefined) return green;
  if (output.truncated) return unreadable(observed, `printed ${output.total} bytes: more than can be compared (8 MiB)`);
  const text = output.bytes.toString('utf8');
  try {
    const mismatch = check.stdout === undefined ? undefined : findMismatch(check.stdout, text);
    if (mismatch !== undefined) return { status: 'red', observed, message: mismatch };
    return check.json === undefined ? green : judgeJson(check.json, text, observed, context);
  } catch (error) {
    // A pattern or an expression that cannot be used says nothing about the world.
    return unreadable(observed, errorMessage(error));
  }
}

function findMismatch(match: TextMatch, text: string): string | undefined {
  if (match.equals !== undefined && withoutLineEnd(text) !== withoutLineEnd(match.equals)) {
    return 'stdout is not equal to the expected text';
  }
  if (match.contains !== undefined && !text.includes(match.contains))
    return 'stdout does not contain the expected text';
  if (match.matches !== undefined && !textPattern(match.matches).test(text)) {
    return `stdout does not match ${match.matches}`;
  }
  return undefined;
}

function judgeJson(expression: string, text: string, observed: Json, context: VerifierContext): Observation {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    // The parser's own message quotes the text.
    return unreadable(observed, 'stdout is not JSON');
  }
  const value = context.evaluate(expression, { json });
  if (value === true) return { status: 'green', observed, message: `${expression} is true` };
  if (value === false) return { status: 'red', observed, message: `${expression} is false` };
  return unreadable(observed, `${expression} is neither true nor false`);
}

function unreadable(observed: Json, message: string): Observation {
  return { status: 'unreadable', observed, message };
}

function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}

/**
 * The end of an output. It is masked only after it was cut, and half a secret would not be recognised: so it is cut
 * between lines, or between words when the line is long.
 */
function observedTail(output: KeptOutput): string {
  const text = output.bytes.subarray(-OBSERVED_BYTES).toString('utf8');
  if (output.total <= OBSERVED_BYTES) return text;
  const line = text.indexOf('\n');
  if (line >= 0 && line < text.length - 1) return text.slice(line + 1);
  const word = text.search(/\s/);
  return word < 0 ? '' : text.slice(word + 1);
}

/** The last line that is not blank; when it is long, its first words (never part of one: see observedTail). */
function lastLine(output: KeptOutput): string {
  const lines = output.bytes
    .subarray(-OBSERVED_BYTES)
    .toString('utf8')
    .split(/[\r\n]+/);
  const isCut = output.total > OBSERVED_BYTES;
  const line = lines.findLast((candidate, index) => candidate.trim() !== '' && !(isCut && index === 0)) ?? '';
  if (line.length <= MESSAGE_LINE) return line.trim();
  const end = line.lastIndexOf(' ', MESSAGE_LINE);
  return end <= 0 ? '' : `${line.slice(0, end).trim()} …`;
}
