import type { ApiContext } from '#main/api/context.ts';
import type { Tail } from '#shared/api/board.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { LogTails } from '../ports/log-tails.ts';
import { tailLines } from './tail-lines.ts';
import { ticks } from './ticks.ts';

const EVERY_MS = 100;
/** How often is looked whether a run has begun another recording, ms. */
const NEWEST_MS = 300;
const LINES = 6;

/** The last lines of each run, told again when they changed, at most ten times a second. */
export async function* boardTails(
  { store, services: { clock }, tails }: Pick<ApiContext, 'store' | 'services' | 'tails'>,
  { runIds }: { readonly runIds: readonly RunId[] },
  signal: AbortSignal,
): AsyncGenerator<readonly Tail[], void, void> {
  const followed = [...new Set(runIds)].map((runId) => new RunTail(tails, runId));
  for await (const _ of ticks({ store, clock, everyMs: EVERY_MS, atLeastMs: EVERY_MS, signal })) {
    const changed = await Promise.all(followed.map((tail) => tail.look(clock.monotonic())));
    const fresh = changed.filter((tail) => tail !== undefined);
    if (fresh.length > 0) yield fresh;
  }
}

class RunTail {
  readonly #tails: LogTails;
  readonly #runId: RunId;
  #recording: { readonly file: string; readonly stepId: string } | undefined;
  #seenBytes = -1;
  #shown = '';
  #nextLook = Number.NEGATIVE_INFINITY;

  constructor(tails: LogTails, runId: RunId) {
    this.#tails = tails;
    this.#runId = runId;
  }

  async look(now: number): Promise<Tail | undefined> {
    if (now >= this.#nextLook) {
      this.#nextLook = now + NEWEST_MS;
      const newest = await this.#tails.newest(this.#runId);
      if (newest?.file !== this.#recording?.file) this.#seenBytes = -1;
      this.#recording = newest;
    }
    if (this.#recording === undefined) return undefined;
    const { file, stepId } = this.#recording;
    const end = await this.#tails.end(file, this.#seenBytes);
    if (end === undefined) return undefined;
    this.#seenBytes = end.fileBytes;
    const tail = { runId: this.#runId, stepId, lines: tailLines(end.pieces, LINES) };
    const text = JSON.stringify(tail);
    if (text === this.#shown) return undefined;
    this.#shown = text;
    return tail;
  }
}
