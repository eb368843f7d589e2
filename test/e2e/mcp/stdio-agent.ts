import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { CLI, type Desk } from '#test/e2e/cli/opsroom.ts';

interface Message {
  readonly jsonrpc: string;
  readonly id?: number;
  // Tests look into what they asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

/** `opsroom mcp` as a client starts it, spoken to line by line. Killed with the test. */
export class StdioAgent {
  readonly child: ChildProcess;
  /** Everything that came on standard output, as it came. */
  stdout = '';
  stderr = '';
  readonly exit: Promise<number | string | null>;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #id = 0;
  #rest = '';

  constructor(desk: Desk, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    const env = { ...desk.environment, ...environment };
    this.child = spawn(process.execPath, [CLI, 'mcp', ...args], { cwd: desk.work, env });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stdin?.on('error', () => {});
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.exit = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve(code ?? signal));
    });
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Asks and waits for the answer. */
  ask(method: string, params: object = {}): Promise<Message> {
    this.#id += 1;
    const id = this.#id;
    const answered = new Promise<Message>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return answered;
  }

  async begin(): Promise<Message> {
    const clientInfo = { name: 'stdio agent', version: '1' };
    const answer = await this.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    this.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    return answer;
  }

  async call(name: string, args: object = {}): Promise<Message['result']> {
    return (await this.ask('tools/call', { name, arguments: args })).result;
  }

  /** Closes the agent's side, and waits for the end of the process. */
  end(): Promise<number | string | null> {
    this.child.stdin?.end();
    return this.exit;
  }

  #take(text: string): void {
    this.stdout += text;
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    }
  }
}
