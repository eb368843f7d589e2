/** Where a piece of output came from; a terminal has only `stdout`. */
export type OutputChannel = 'stdout' | 'stderr';

/** How a process ended: exactly one of the two is set. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ProcessListener {
  output(chunk: Buffer, channel: OutputChannel): void;
  exited(exit: ProcessExit): void;
  /** Every stream of it is at its end. May come before or after `exited`. */
  ended(): void;
}

/** A started process, leader of a process group (and session) of its own. */
export interface ProcessHandle {
  readonly pid: number;
  /** Called once, in the turn of the event loop in which the process was started. */
  listen(listener: ProcessListener): void;
  pause(): void;
  resume(): void;
  /** Closes our ends of its streams, whoever still holds the others. */
  release(): void;
}

/** What to start. The environment is the whole one; nothing is inherited. */
export interface ProcessSpec {
  readonly file: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Text for standard input, which is then closed; without it standard input is `/dev/null`. */
  readonly stdin?: string | undefined;
}
