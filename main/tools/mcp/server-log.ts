import type { Mask } from '#main/engine/ports/mask.ts';
import { OutputTail } from '#main/kernel/processes/retained-output.ts';
import { TextLines } from './text-lines.ts';

/** Bytes that are kept of what a server's process writes beside its messages. */
export const SERVER_LOG_LIMIT = 256 * 1024;
/** Characters at a cut that are not shown: half a secret there could not be recognised. */
const CUT = 8 * 1024;

/** The last of what a server wrote to its standard error, and of what it wrote to its standard output that is no message. */
export class ServerLog {
  readonly #tail = new OutputTail(SERVER_LOG_LIMIT);
  readonly #lines = new TextLines();
  readonly #mask: Mask;
  /** Told of each line, not masked, and where it was written. */
  onLine: ((line: string) => void) | undefined = undefined;

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  add(chunk: Uint8Array): void {
    this.#tail.add(chunk);
    for (const line of this.#lines.add(chunk)) if (line.trim() !== '') this.onLine?.(`[stderr] ${line}`);
  }

  note(line: string): void {
    this.#tail.add(Buffer.from(`${line}\n`));
    this.onLine?.(line);
  }

  /** Masked. When something is missing before it, it begins with a whole line, if any ends behind what a cut may have left. */
  text(): string {
    const text = this.#mask.text(this.#tail.text());
    if (!this.#tail.truncated) return text;
    const end = text.indexOf('\n', CUT);
    return text.slice(end === -1 ? CUT : end + 1);
  }

  /** The last lines, at most so many. */
  lastLines(count: number): string {
    return this.text().trimEnd().split('\n').slice(-count).join('\n');
  }
}
