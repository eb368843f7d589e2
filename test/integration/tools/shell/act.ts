import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { LogWriter } from '#main/engine/ports/log.ts';
import type { ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { createMask } from '#main/secrets/mask.ts';
import { createShellTool } from '#main/tools/shell/shell-tool.ts';
import type { ShellCall } from '#shared/pulser/tool-call.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

/** Time between TERM and KILL in these tests, ms. */
export const GRACE = 300;
export const tool = createShellTool({ clock: systemClock, grace: GRACE });

/** A log in memory, or one that only counts and takes its time. */
export class MemoryLog implements LogWriter {
  readonly chunks: Uint8Array[] = [];
  bytes = 0;
  redactions: number | undefined;
  write(bytes: Uint8Array): Promise<void> | undefined {
    this.bytes += bytes.length;
    this.chunks.push(Uint8Array.from(bytes));
    return undefined;
  }
  async close(redactions: number): Promise<LogRef> {
    this.redactions = redactions;
    return { path: 'memory', bytes: this.bytes, lines: 0, digest: 'sha256:' as LogRef['digest'], redactions };
  }
  get content(): Buffer {
    return Buffer.concat(this.chunks);
  }
  get text(): string {
    return this.content.toString('utf8');
  }
}

export interface Act {
  readonly outcome: ToolOutcome;
  readonly log: MemoryLog;
  readonly runId: RunId;
}

export interface ActOptions extends Partial<ToolContext> {
  readonly tty?: boolean;
  readonly stdin?: string;
  readonly shell?: ShellCall['shell'];
  readonly callCwd?: string;
  readonly secrets?: readonly string[];
  readonly writer?: MemoryLog;
}

/** Ids of one act, so that a test can look for its processes while it runs. */
export function newRunId(): RunId {
  return uuidv7(Date.now()) as RunId;
}

/** Runs one act with the real tool. */
export async function act(run: string, options: ActOptions = {}): Promise<Act> {
  const {
    tty = false,
    stdin,
    shell: named,
    callCwd,
    secrets = [],
    writer: log = new MemoryLog(),
    ...context
  } = options;
  const folder = tempFolder();
  const runId = context.runId ?? newRunId();
  const shell: ShellCall = { run, tty, stdin, shell: named };
  const unused = (): never => {
    throw new Error('a shell act uses no connection');
  };
  const outcome = await tool.run(
    { shell, ...(callCwd === undefined ? {} : { cwd: callCwd }) },
    {
      stepId: 'step',
      try: 1,
      undo: false,
      cwd: folder,
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      connections: {},
      sql: { query: unused, execute: unused, close: unused },
      http: { request: unused },
      mcp: { call: unused, close: unused },
      servers: [],
      ask: unused,
      mask: createMask(secrets.map((value, index) => ({ name: `S${index}`, value }))),
      openLog: () => log,
      logLimit: undefined,
      scratch: mkdtempSync(join(folder, 'scratch-')),
      timeoutMs: 30_000,
      signal: new AbortController().signal,
      ...context,
      runId,
    },
  );
  return { outcome, log, runId };
}

/** Resolves when a condition holds; fails after ten seconds. For processes of others, which tell nobody. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Processes of a run that are alive. */
export async function leftOf(runId: RunId): Promise<readonly string[]> {
  return (await findMarked({ OPS_RUN_ID: runId })).map(({ command }) => command);
}
