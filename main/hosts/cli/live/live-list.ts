import type { RunState } from '#main/engine/state.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { Paint } from '../format/paint.ts';
import { plainLine, textWidth } from '../format/text-width.ts';
import type { RunObserver } from './observer.ts';
import { stepLines } from './step-lines.ts';

const FRAME_MS = 90;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Output of an act that is kept to find its last line in. */
const KEPT_OUTPUT = 4_096;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/** The step list of a run, redrawn in place while it goes on. */
export class LiveList implements RunObserver {
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  readonly #decoder = new TextDecoder();
  readonly #tails = new Map<string, string>();
  readonly #output = new Map<string, string>();
  #state: RunState | undefined;
  #note = '';
  #drawn: readonly string[] = [];
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #onExit = (): void => this.#terminal.write(SHOW_CURSOR);

  constructor(terminal: Terminal, paint: Paint) {
    this.#terminal = terminal;
    this.#paint = paint;
  }

  event(_event: RunEvent, state: RunState): void {
    this.#state = state;
    this.#start();
  }

  opened(stepId: string): void {
    this.#tails.delete(stepId);
    this.#output.delete(stepId);
  }

  output(stepId: string, bytes: Uint8Array): void {
    const text = (this.#tails.get(stepId) ?? '') + this.#decoder.decode(bytes.subarray(-KEPT_OUTPUT));
    const tail = text.slice(-KEPT_OUTPUT);
    this.#tails.set(stepId, tail);
    this.#output.set(stepId, lastLine(tail));
  }

  note(text: string): void {
    this.#note = text;
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#note = '';
    this.#draw(Number.MAX_SAFE_INTEGER);
    this.#drawn = [];
    this.#terminal.write(SHOW_CURSOR);
    process.removeListener('exit', this.#onExit);
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    this.#terminal.write(HIDE_CURSOR);
    // A process that is ended in the middle must not leave the terminal without a cursor.
    process.once('exit', this.#onExit);
    this.#timer = setInterval(() => this.#draw(this.#terminal.rows), FRAME_MS);
  }

  #draw(height: number): void {
    if (this.#state === undefined) return;
    this.#frame += 1;
    const width = this.#terminal.columns;
    const lines = stepLines({
      state: this.#state,
      now: Date.now(),
      width,
      height,
      spinner: SPINNER[this.#frame % SPINNER.length] ?? '',
      paint: this.#paint,
      output: this.#output,
      note: this.#note,
    });
    // After the window became narrower, a line that was drawn before stands on several rows.
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / width)), 0);
    const up = rows === 0 ? '' : `\u001b[${rows}A`;
    this.#terminal.write(`${up}\r\u001b[0J${lines.join('\n')}\n`);
    this.#drawn = lines;
  }
}

/** The newest line that is not blank; of a line that was overwritten (a progress bar), what stands last. */
function lastLine(text: string): string {
  const lines = text.split(/[\r\n]+/).map(plainLine);
  return lines.findLast((line) => line !== '') ?? '';
}
