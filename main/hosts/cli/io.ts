import { createPaint, type Paint } from './format/paint.ts';

/** The streams of the process, as commands use them. */
export interface Io {
  /** Standard output: results. A reader that went away is not an error; `gone` says so. */
  out(text: string | Uint8Array): void;
  /** Standard error: progress and messages. */
  err(text: string): void;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborts once nobody reads standard output any more. */
  readonly gone: AbortSignal;
  /** A person sits at it: questions can be asked. */
  readonly canAsk: boolean;
  /** Standard error is a terminal whose lines can be redrawn. */
  readonly isLive: boolean;
  /** Cells of a line of standard output; `undefined` when it is no terminal. */
  readonly outWidth: number | undefined;
  readonly paint: Paint;
  readonly errPaint: Paint;
  /** Resolves once everything that was written has left. */
  flush(): Promise<void>;
}

interface IoOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly color: boolean;
}

/** The process's own streams. */
export function processIo({ environment, color }: IoOptions): Io {
  const { stdin, stdout, stderr } = process;
  const gone = new AbortController();
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // After the first, writing fails in other ways too.
    if (error.code !== 'EPIPE' && !gone.signal.aborted) throw error;
    gone.abort();
  });
  // Nobody is left to be told.
  stderr.on('error', () => {});
  const isPlain = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb' || !color;
  const outIsTerminal = stdout.isTTY;
  const errIsTerminal = stderr.isTTY;
  return {
    out(text) {
      if (!gone.signal.aborted) stdout.write(text);
    },
    err(text) {
      stderr.write(text);
    },
    stdin,
    stderr,
    gone: gone.signal,
    canAsk: stdin.isTTY && errIsTerminal,
    isLive: errIsTerminal && environment['TERM'] !== 'dumb',
    outWidth: outIsTerminal ? stdout.columns : undefined,
    paint: createPaint(outIsTerminal && !isPlain),
    errPaint: createPaint(errIsTerminal && !isPlain),
    async flush() {
      await Promise.all([written(stdout), written(stderr)]);
    },
  };
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
