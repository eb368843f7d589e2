import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import type { Clock } from '#main/kernel/clock.ts';
import type { ProcessMarker } from '#main/kernel/processes/find-marked.ts';
import type { ProcessSpec } from '#main/kernel/processes/process-handle.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { MESSAGE_LIMIT, MessageLines } from './message-lines.ts';
import type { ServerLog } from './server-log.ts';
import { type ServerEnd, type ServerProcess, startServerProcess } from './server-process.ts';
import type { ServerTransport } from './wire.ts';

/** Characters of a line that is no message which are kept of it. */
const NOISE_SHOWN = 500;

export interface StdioTransportOptions {
  readonly server: string;
  readonly spec: ProcessSpec;
  readonly marker: ProcessMarker;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** Messages as lines over the standard streams of a process of ours. */
export class StdioTransport implements ServerTransport {
  onclose: (() => void) | undefined = undefined;
  onerror: ((error: Error) => void) | undefined = undefined;
  onmessage: Transport['onmessage'] = undefined;
  failure: AppError | undefined = undefined;
  readonly #options: StdioTransportOptions;
  readonly #lines = new MessageLines(MESSAGE_LIMIT);
  #process: ServerProcess | undefined;
  #isClosing = false;

  constructor(options: StdioTransportOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { server, spec, marker, clock, log } = this.#options;
    const started = await startServerProcess({
      ...spec,
      marker,
      clock,
      onStdout: (chunk) => this.#read(chunk),
      onStderr: (chunk) => log.add(chunk),
    });
    if (!started.ok) {
      const { message, hint } = started.error;
      this.failure = new AppError('mcp.connect', `${server} cannot be started: ${message}`, {
        hint: hint ?? 'correct the command of the server',
        details: { reason: started.error.code },
      });
      throw this.failure;
    }
    this.#process = started.value;
    // Closed while it was being started.
    if (this.#isClosing) started.value.kill();
    started.value.ended.then(
      (end) => this.#ended(end),
      (error: unknown) => {
        this.failure ??= new AppError('mcp.closed', `${server} could not be ended: ${errorMessage(error)}`);
        this.onclose?.();
      },
    );
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#process === undefined || this.#isClosing) throw this.failure ?? this.#closed('was stopped');
    try {
      await this.#process.write(`${JSON.stringify(message)}\n`);
    } catch {
      throw this.failure ?? this.#closed('does not read its input any more');
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#process === undefined) this.onclose?.();
    else await this.#process.end();
  }

  #read(chunk: Buffer): void {
    if (this.failure !== undefined) return;
    let lines: string[];
    try {
      lines = this.#lines.add(chunk);
    } catch (error) {
      this.failure = error instanceof AppError ? error : this.#closed(errorMessage(error));
      this.#isClosing = true;
      this.#process?.kill();
      return;
    }
    for (const line of lines) if (line.trim() !== '') this.#take(line);
  }

  #take(line: string): void {
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(JSON.parse(line));
    } catch {
      this.#options.log.note(`[not a message] ${line.slice(0, NOISE_SHOWN)}`);
      return;
    }
    this.onmessage?.(message);
  }

  #ended({ exitCode, signal }: ServerEnd): void {
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    if (!this.#isClosing) this.failure ??= this.#closed(how);
    this.#isClosing = true;
    this.onclose?.();
  }

  #closed(how: string): AppError {
    const { server, log } = this.#options;
    const last = log.lastLines(5);
    return new AppError('mcp.closed', `${server} ${how}`, {
      hint: 'read what it wrote, with the log of the server',
      ...(last === '' ? {} : { details: { log: last } }),
    });
  }
}
