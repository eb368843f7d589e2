import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Tool, ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { DEFAULT_GRACE } from '#main/kernel/processes/end-group.ts';
import type { ProcessHandle, ProcessSpec } from '#main/kernel/processes/process-handle.ts';
import { spawnPiped } from '#main/kernel/processes/spawn-piped.ts';
import { type Ended, type Supervision, supervise } from '#main/kernel/processes/supervise.ts';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import { ok, type Result } from '#shared/lib/result.ts';
import type { ShellCall } from '#shared/pulser/tool-call.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import { readOutputFile } from './output-file.ts';
import { createOutputSink, type OutputSink } from './output-sink.ts';
import { describeEnd } from './shell-outcome.ts';
import { startTerminal } from './terminal.ts';

const TERMINAL = { width: 120, height: 30 } as const;

export interface ShellToolOptions {
  readonly clock: Clock;
  /** ms between TERM and KILL; 5,000 when absent. */
  readonly grace?: number;
}

/**
 * Runs a text with `/bin/sh -c`, or with the shell that the call names, as written: no flag is added (a text that wants `set -e` says so), no value is spliced
 * in. In a terminal (`tty: true`) nobody types: a command that waits for input runs into its timeout.
 *
 * A process that shall outlive the act writes its output elsewhere. In a terminal it has to be detached as well
 * (`setsid … &`, or `nohup … &` for a program that honours it): what merely runs in the background there gets HUP a quarter of
 * a second after the shell exited. With plain pipes (`tty: false`) it is left alone. After a timeout or a stop nothing
 * of the act lives on, detached or not.
 */
export function createShellTool(options: ShellToolOptions): Tool {
  const { clock, grace: graceMs = DEFAULT_GRACE } = options;
  return {
    kind: 'shell',
    identity: () => ({ kind: 'shell', name: '/bin/sh', version: '1' }),
    run(call, context) {
      if (call.shell === undefined) throw new AppError('tool.wrong-kind', 'not a shell call');
      return runShell(call.shell, resolve(context.cwd, call.cwd ?? '.'), context, { clock, graceMs });
    },
    sweep: (runId, stepId) =>
      sweepMarked({ OPS_RUN_ID: runId, ...(stepId === undefined ? {} : { OPS_STEP_ID: stepId }) }, { clock, graceMs }),
  };
}

interface Timing {
  readonly clock: Clock;
  readonly graceMs: number;
}

async function runShell(call: ShellCall, cwd: string, context: ToolContext, timing: Timing): Promise<ToolOutcome> {
  if (context.signal.aborted) {
    return refused({ code: 'tool.stopped', message: 'not started, because the run was stopped' }, null);
  }
  const outputFile = `${context.scratch}.output`;
  const spec = shellSpec(call, cwd, context, outputFile);
  const log = context.openLog(TERMINAL);
  let supervision: Supervision | undefined;
  const sink = createOutputSink({
    mask: context.mask,
    log,
    limit: context.logLimit,
    onLimit: () => supervision?.stop(),
  });
  let ran: Result<Ended, ErrorData>;
  let redactions = 0;
  try {
    const started = await (call.tty ? startTerminal(spec, TERMINAL) : spawnPiped(spec));
    if (started.ok) {
      supervision = watch(started.value, sink, context, { ...timing, hangsUp: call.tty });
      ran = ok(await supervision.done);
      redactions = await sink.finish();
    } else {
      ran = started;
    }
  } catch (error) {
    // The first fault is the one to tell; a log that cannot be closed either adds nothing to it.
    await log.close(0).catch(() => undefined);
    throw error;
  }
  const ref = await log.close(redactions);
  if (!ran.ok) return refused(masked(ran.error, context.mask), ref);
  return outcome(ran.value, sink, ref, { tty: call.tty, outputFile, context });
}

function watch(
  handle: ProcessHandle,
  sink: OutputSink,
  context: ToolContext,
  timing: Timing & { readonly hangsUp: boolean },
): Supervision {
  const { runId, stepId, timeoutMs, signal } = context;
  return supervise(handle, {
    ...timing,
    timeoutMs,
    signal,
    onOutput: (chunk, channel) => sink.take(chunk, channel),
    sweep: () => sweepMarked({ OPS_RUN_ID: runId, OPS_STEP_ID: stepId }, timing),
  });
}

function shellSpec(call: ShellCall, cwd: string, context: ToolContext, outputFile: string): ProcessSpec {
  mkdirSync(context.scratch, { recursive: true, mode: 0o700 });
  return {
    file: call.shell === undefined || call.shell === 'sh' ? '/bin/sh' : call.shell,
    // `--`, so that a text which starts with a dash is not taken for an option.
    args: ['-c', '--', call.run],
    cwd,
    stdin: call.stdin,
    env: {
      ...(call.tty ? { TERM: 'xterm-256color' } : {}),
      ...context.env,
      OPS_OUTPUT: outputFile,
      OPS_ARTIFACTS: context.scratch,
      OPS_RUN_ID: context.runId,
      OPS_STEP_ID: context.stepId,
      OPS_TRY: String(context.try),
    },
  };
}

function outcome(
  ended: Ended,
  sink: OutputSink,
  log: LogRef,
  act: { readonly tty: boolean; readonly outputFile: string; readonly context: ToolContext },
): ToolOutcome {
  const { timeoutMs, logLimit } = act.context;
  // The file is there only if the act wrote it: most acts do not, and making files is what costs most of a short one.
  const outputs = readOutputFile(act.outputFile);
  const error = describeEnd(ended, sink, { timeoutMs, logLimit }) ?? (outputs.ok ? null : outputs.error);
  const text = sink.stdout.text();
  return {
    ok: error === null,
    error,
    result: {
      exitCode: ended.exitCode,
      signal: ended.signal,
      // A terminal ends its lines with CR LF; the log keeps them as they came, expressions want lines.
      stdout: act.tty ? text.replaceAll('\r\n', '\n') : text,
      truncated: sink.stdout.truncated,
    },
    outputs: outputs.ok ? outputs.value : {},
    log,
  };
}

/** Nothing was started, so there is no result. */
function refused(error: ErrorData, log: LogRef | null): ToolOutcome {
  return { ok: false, error, result: {}, outputs: {}, log };
}

function masked(error: ErrorData, mask: Mask): ErrorData {
  const { details, ...rest } = error;
  return {
    ...rest,
    message: mask.text(error.message),
    ...(details === undefined ? {} : { details: mask.json(details) }),
  };
}
