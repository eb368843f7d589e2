import type { LogWriter } from '#main/engine/ports/log.ts';
import type { ToolContext } from '#main/engine/ports/tool.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { LogRef } from '#shared/run/artifact.ts';

const TERMINAL = { width: 120, height: 40 } as const;
const CUT = Buffer.from('… cut at the log limit of the plan\r\n', 'utf8');

/** The recording of what a server tells during a call. It is made with the first line: most calls tell nothing. */
export class LineLog {
  readonly #context: Pick<ToolContext, 'openLog' | 'mask' | 'logLimit'>;
  #writer: LogWriter | undefined;
  /** Why it could not be made. */
  #fault: AppError | undefined;
  #room: number;
  #redactions = 0;
  #isBehind = false;
  #leftOut = 0;

  constructor(context: Pick<ToolContext, 'openLog' | 'mask' | 'logLimit'>) {
    this.#context = context;
    this.#room = context.logLimit ?? Number.POSITIVE_INFINITY;
  }

  /**
   * A line is masked as a whole: no secret stands across two of them that a server did not break itself. Never throws: it is
   * called from where a server's output is read.
   */
  line(text: string): void {
    if (this.#room <= 0) return;
    if (this.#isBehind) {
      this.#leftOut += 1;
      return;
    }
    const stream = this.#context.mask.stream();
    const bytes = Buffer.concat([stream.write(Buffer.from(`${text}\r\n`, 'utf8')), stream.end()]);
    this.#redactions += stream.redactions;
    this.#write(bytes.length <= this.#room ? bytes : Buffer.concat([bytes.subarray(0, this.#room), CUT]));
    this.#room -= bytes.length;
  }

  async close(): Promise<LogRef | null> {
    this.#noteLeftOut();
    if (this.#fault !== undefined) throw this.#fault;
    return (await this.#writer?.close(this.#redactions)) ?? null;
  }

  /** Nobody waits for the disk here: until it has caught up, what a server tells is left out. */
  #write(bytes: Uint8Array): void {
    if (this.#fault !== undefined) return;
    try {
      this.#writer ??= this.#context.openLog(TERMINAL);
    } catch (error) {
      this.#fault =
        error instanceof AppError ? error : new AppError('log.write', 'the log cannot be made', { cause: error });
      return;
    }
    const pending = this.#writer.write(bytes);
    if (pending === undefined) return;
    this.#isBehind = true;
    pending.then(
      () => {
        this.#isBehind = false;
        this.#noteLeftOut();
      },
      // It takes nothing more, and says why when it is closed.
      () => {},
    );
  }

  #noteLeftOut(): void {
    const count = this.#leftOut;
    this.#leftOut = 0;
    if (count > 0)
      this.#write(Buffer.from(`… ${count} ${count === 1 ? 'line' : 'lines'} left out: the disk was too slow\r\n`));
  }
}
