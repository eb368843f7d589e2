import { type IPty, spawn } from 'node-pty';
import { onTestFinished } from 'vitest';
import { CLI, type Desk } from './opsroom.ts';
import { Screen } from './screen.ts';

/** The command line on a terminal of its own. */
export class Session {
  readonly screen: Screen;
  readonly terminal: IPty;
  readonly exit: Promise<number>;
  raw = '';
  readonly #watchers = new Set<() => void>();

  constructor(desk: Desk, args: readonly string[], options: { columns: number; environment?: Record<string, string> }) {
    this.screen = new Screen(options.columns);
    this.terminal = spawn(process.execPath, [CLI, ...args], {
      cwd: desk.work,
      cols: options.columns,
      rows: 30,
      env: { ...desk.environment, TERM: 'xterm-256color', ...options.environment },
    });
    let ended = false;
    onTestFinished(() => {
      if (!ended) this.terminal.kill('SIGKILL');
    });
    this.exit = new Promise((resolve) => {
      this.terminal.onExit(({ exitCode }) => {
        ended = true;
        resolve(exitCode);
      });
    });
    this.terminal.onData((text) => {
      this.raw += text;
      this.screen.write(text);
      for (const look of this.#watchers) look();
    });
  }

  /** Resolves once the screen shows it. */
  shows(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(this.screen.lines.join('\n'))) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      this.exit.then(
        () => reject(new Error(`ended without ${String(pattern)}:\n${this.screen.lines.join('\n')}`)),
        reject,
      );
      look();
    });
  }
}
