import type { LogWriter } from '#main/engine/ports/log.ts';
import type { Mask, MaskStream } from '#main/engine/ports/mask.ts';
import type { OutputChannel } from '#main/kernel/processes/process-handle.ts';
import { OutputTail } from '#main/kernel/processes/retained-output.ts';

/** Bytes of standard output that a result holds. */
const RESULT_BYTES = 64 * 1024;
/** Bytes of output, of both streams, in which the last line is looked for. */
const LAST_LINE_BYTES = 4 * 1024;
const NEWLINE = 0x0a;

export interface SinkOptions {
  readonly mask: Mask;
  readonly log: LogWriter;
  /** Most bytes taken. */
  readonly limit: number | undefined;
  onLimit(): void;
}

/** Takes the output of one act: masks it, writes the log, keeps the tails that the result shows. */
export interface OutputSink {
  take(chunk: Buffer, channel: OutputChannel): Promise<void> | undefined;
  /** Writes what the masks held back, unless the limit cut it; how many places were masked. */
  finish(): Promise<number>;
  readonly stdout: OutputTail;
  /** Of both streams, in order of arrival. */
  readonly last: OutputTail;
  readonly passedLimit: boolean;
}

/**
 * The mask of one stream. Each has its own: what comes from the other stream between two pieces of a secret must not hide
 * the secret.
 */
interface Source {
  readonly mask: MaskStream;
  endsLine: boolean;
}

export function createOutputSink(options: SinkOptions): OutputSink {
  const { log, limit } = options;
  const sources = new Map<OutputChannel, Source>();
  const stdout = new OutputTail(RESULT_BYTES);
  const last = new OutputTail(LAST_LINE_BYTES);
  let taken = 0;
  let redactions = 0;
  let passedLimit = false;

  function write(masked: Uint8Array, channel: OutputChannel): Promise<void> | undefined {
    if (masked.length === 0) return undefined;
    if (channel === 'stdout') stdout.add(masked);
    last.add(masked);
    return log.write(masked);
  }

  function flush(channel: OutputChannel, { mask }: Source): Promise<void> | undefined {
    sources.delete(channel);
    const writing = write(mask.end(), channel);
    redactions += mask.redactions;
    return writing;
  }

  /** Lines stay whole and in order: what the mask of the other stream holds back goes first, if its line is complete. */
  function flushOther(channel: OutputChannel): Promise<void> | undefined {
    for (const [other, source] of sources) {
      if (other !== channel && source.endsLine) return flush(other, source);
    }
    return undefined;
  }

  return {
    stdout,
    last,
    get passedLimit() {
      return passedLimit;
    },
    take(chunk, channel) {
      if (passedLimit) return undefined;
      let part = chunk;
      if (limit !== undefined && taken + chunk.length > limit) {
        passedLimit = true;
        part = chunk.subarray(0, limit - taken);
        options.onLimit();
      }
      taken += part.length;
      const flushing = flushOther(channel);
      const source = sources.get(channel) ?? { mask: options.mask.stream(), endsLine: false };
      sources.set(channel, source);
      source.endsLine = part.at(-1) === NEWLINE;
      const writing = write(source.mask.write(part), channel);
      return flushing === undefined || writing === undefined
        ? (flushing ?? writing)
        : Promise.all([flushing, writing]).then(() => undefined);
    },
    async finish() {
      for (const [channel, source] of sources) {
        // Past the limit what is held back may be the half of a secret that the cut left, which nothing would recognise.
        if (passedLimit) redactions += source.mask.redactions;
        else await flush(channel, source);
      }
      return redactions;
    },
  };
}
