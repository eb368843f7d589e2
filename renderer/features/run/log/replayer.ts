import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { ReplayFrame } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { due, type Playhead, positionAt } from './replay-model.ts';
import { TerminalSurface } from './terminal-surface.ts';

export interface ReplayState {
  /** Seconds. */
  readonly position: number;
  readonly seconds: number;
  readonly isPlaying: boolean;
  readonly isLoading: boolean;
  readonly problem: string | null;
}

const CHUNK = 262_144;
/** Frames further ahead of the head than this are not asked for, seconds of the recording. */
const AHEAD = 20;

/** Plays one recording in a terminal. Frames are read as the head comes near them; going back prints from the beginning. */
export class Replayer {
  readonly #surface: TerminalSurface;
  readonly #named: { readonly runId: RunId; readonly logId: string };
  readonly #tell: (state: ReplayState) => void;
  readonly #resized: ResizeObserver;
  readonly #stop = new AbortController();
  #head: Playhead = { at: 0, since: null, speed: 1 };
  #frames: readonly ReplayFrame[] = [];
  /** Of the frames that are here, the next one to print. */
  #at = 0;
  #nextFrame: number | null = 0;
  #seconds = 0;
  #isReading = false;
  #isPrinting = false;
  #problem: string | null = null;
  #frame = 0;
  #epoch = 0;

  constructor(
    host: HTMLElement,
    named: { readonly runId: RunId; readonly logId: string },
    tell: (state: ReplayState) => void,
  ) {
    this.#named = named;
    this.#tell = tell;
    this.#surface = new TerminalSurface(host, { cols: 80, rows: 24 });
    this.#resized = new ResizeObserver(() => this.#fit(host));
    this.#resized.observe(host);
    this.#fit(host);
    this.#tick();
  }

  play(): void {
    const at = this.#position() >= this.#seconds && this.#nextFrame === null ? 0 : this.#position();
    if (at === 0) this.#rewind();
    this.#head = { ...this.#head, at, since: performance.now() };
  }

  pause(): void {
    this.#head = { ...this.#head, at: this.#position(), since: null };
  }

  setSpeed(speed: number): void {
    const since = this.#head.since === null ? null : performance.now();
    this.#head = { at: this.#position(), since, speed };
  }

  /** Goes to a time, seconds. */
  seek(to: number): void {
    if (to < this.#position()) this.#rewind();
    this.#head = { ...this.#head, at: to, since: this.#head.since === null ? null : performance.now() };
  }

  dispose(): void {
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
    this.#resized.disconnect();
    this.#surface.dispose();
  }

  #position(): number {
    return positionAt(this.#head, performance.now(), Math.max(this.#seconds, this.#head.at));
  }

  #rewind(): void {
    this.#epoch += 1;
    this.#frames = [];
    this.#at = 0;
    this.#nextFrame = 0;
    this.#isReading = false;
    this.#surface.terminal.reset();
  }

  #tick(): void {
    this.#frame = requestAnimationFrame(() => this.#tick());
    const position = this.#position();
    const last = this.#frames.at(-1)?.time ?? -1;
    const isBehind = this.#nextFrame !== null && last <= position;
    if (this.#nextFrame !== null && last < position + AHEAD) void this.#read();
    if (!this.#isPrinting) void this.#print(position);
    const isOver = this.#nextFrame === null && this.#at >= this.#frames.length && position >= this.#seconds;
    if (isOver && this.#head.since !== null) this.pause();
    this.#tell({
      position,
      seconds: this.#seconds,
      isPlaying: this.#head.since !== null,
      isLoading: isBehind && this.#isReading,
      problem: this.#problem,
    });
  }

  async #print(position: number): Promise<void> {
    const { text, next } = due(this.#frames, this.#at, position);
    this.#at = next;
    if (text === '') return;
    const epoch = this.#epoch;
    this.#isPrinting = true;
    await this.#surface.print(text, () => epoch === this.#epoch && !this.#stop.signal.aborted);
    this.#isPrinting = false;
  }

  async #read(): Promise<void> {
    if (this.#isReading || this.#problem !== null || this.#nextFrame === null) return;
    this.#isReading = true;
    const epoch = this.#epoch;
    const { signal } = this.#stop;
    try {
      const asked = { ...this.#named, frame: this.#nextFrame, maxBytes: CHUNK };
      const { frames, next, seconds } = await client.logs.replay(asked, { signal });
      if (epoch !== this.#epoch) return;
      // What was printed is not kept.
      this.#frames = [...this.#frames.slice(this.#at), ...frames];
      this.#at = 0;
      this.#nextFrame = next;
      this.#seconds = seconds;
    } catch (error) {
      if (!signal.aborted) this.#problem = toClientError(error).message;
    }
    if (epoch === this.#epoch) this.#isReading = false;
  }

  #fit(host: HTMLElement): void {
    const { width, height } = this.#surface.cell;
    const cols = Math.max(20, Math.floor(host.clientWidth / width));
    const rows = Math.max(2, Math.floor(host.clientHeight / height));
    if (host.clientHeight > 0) this.#surface.terminal.resize(cols, rows);
  }
}
