import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { tempFolder } from '#test/helpers/temp-folder.ts';

export const CLI = fileURLToPath(new URL('../../../main/hosts/cli/opsroom.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the documents of `--json` hold, as far as tests look into them; which members are there depends on the command. */
export interface Printed {
  readonly runId: string;
  readonly run: string;
  readonly strength: string | null;
  readonly execution: string;
  readonly verification: string;
  readonly disposition: string;
  readonly reason: string;
  readonly dry: boolean;
  readonly stored: boolean;
  readonly waiting: readonly unknown[];
  readonly steps: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly strength: string | null;
    readonly tries: number;
    readonly asks: boolean;
    readonly outputs: Readonly<Record<string, unknown>>;
  }[];
  readonly runs: readonly { readonly number: number; readonly planName: string; readonly verification: string }[];
  readonly plans: readonly { readonly diagnostics: readonly { readonly code: string }[] }[];
  readonly artifacts: readonly { readonly name: string }[];
  readonly logs: readonly unknown[];
  readonly secrets: readonly unknown[];
  readonly connections: readonly { readonly name: string; readonly ok: boolean }[];
  readonly checks: readonly { readonly name: string }[];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: { readonly diagnostics: readonly unknown[] };
  };
}

/** A data folder and a working folder of their own, and the command line on them. */
export class Desk {
  readonly folder = tempFolder();
  readonly data = join(this.folder, 'data');
  readonly work = join(this.folder, 'work');
  readonly #environment: Readonly<Record<string, string>>;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = environment;
    mkdirSync(this.work);
  }

  get environment(): Record<string, string> {
    const { PATH = '', HOME = '' } = process.env;
    return {
      PATH,
      HOME,
      OPSROOM_DATA_DIR: this.data,
      OPSROOM_TEST: '1',
      OPSROOM_TEST_TIMING: '100,1000,2',
      ...this.#environment,
    };
  }

  /** Writes a file of the working folder. */
  write(name: string, text: string): string {
    const file = join(this.work, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Starts the command line; it is ended with the test. */
  start(args: readonly string[], stdin?: string): Started {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: this.work, env: this.environment });
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
    child.stdin.end(stdin ?? '');
    return new Started(child);
  }

  /** Runs the command line to its end. */
  run(args: readonly string[], stdin?: string): Promise<Finished> {
    return this.start(args, stdin).finished;
  }

  /** Runs a command with --json; standard output has to be one JSON document. */
  async json(
    args: readonly string[],
    stdin?: string,
  ): Promise<{ code: number | null; document: Printed; stderr: string }> {
    const { code, stdout, stderr } = await this.run([...args, '--json'], stdin);
    return { code, document: JSON.parse(stdout) as Printed, stderr };
  }
}

/** A command line that is under way. */
export class Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  stdout = '';
  stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const look of this.#watchers) look();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const look of this.#watchers) look();
    });
    this.finished = new Promise((resolve) => {
      child.on('close', (code) => {
        for (const look of this.#watchers) look();
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Resolves once what was printed, on either stream, matches. */
  until(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const isEnded = this.child.exitCode !== null;
        const isThere = pattern.test(`${this.stdout}\n${this.stderr}`);
        if (!isThere && !isEnded) return;
        this.#watchers.delete(look);
        if (isThere) resolve();
        else reject(new Error(`ended without ${String(pattern)}:\n${this.stdout}\n${this.stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }
}
