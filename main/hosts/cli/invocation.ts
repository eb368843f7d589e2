import { existsSync } from 'node:fs';
import { vaultPath } from '#main/secrets/vault.ts';
import { type ControlRoom, openControlRoom } from '../compose.ts';
import { type Instruments, openInstruments } from '../instruments.ts';
import { askHidden } from './ask-hidden.ts';
import type { Io } from './io.ts';
import { testSettings } from './test-settings.ts';
import { usageError } from './usage-error.ts';

/** One run of the command line: its streams, its data folder, and what it opened. */
export class Invocation {
  readonly io: Io;
  readonly json: boolean;
  /** Absolute. */
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  #room: ControlRoom | undefined;
  readonly #opened: (() => Promise<void>)[] = [];

  constructor(options: Pick<Invocation, 'io' | 'json' | 'dataDir' | 'environment'>) {
    this.io = options.io;
    this.json = options.json;
    this.dataDir = options.dataDir;
    this.environment = options.environment;
  }

  /** The one result of a command: JSON when that is asked for, else the text. */
  print(document: unknown, text: () => string): void {
    this.io.out(this.json ? `${JSON.stringify(document, null, 2)}\n` : text());
  }

  /** A message beside the result. */
  say(line: string): void {
    this.io.err(`${line}\n`);
  }

  /** The data folder with everything that executes; closed when the command ends. */
  async openRoom(mode: 'read-write' | 'read-only' = 'read-write'): Promise<ControlRoom> {
    const room = await openControlRoom({
      dataDir: this.dataDir,
      environment: this.environment,
      mode,
      passphrase: this.#passphrase(),
      timing: testSettings(this.environment).timing,
      onWarning: (message) => this.say(`${this.io.errPaint('yellow', 'warning')}: ${message}`),
    });
    this.#opened.push(() => room.close());
    this.#room = room;
    return room;
  }

  /** What reads the world, with the database of the data folder only where the command opens it; closed when it ends. */
  openInstruments(): Instruments {
    const instruments = openInstruments({
      dataDir: this.dataDir,
      environment: this.environment,
      passphrase: this.#passphrase(),
      servers: () => this.#room?.store.mcp,
    });
    this.#opened.push(() => instruments.close());
    return instruments;
  }

  async close(): Promise<void> {
    for (const close of this.#opened.splice(0).reverse()) await close();
  }

  #passphrase(): (() => Promise<string>) | undefined {
    const given = this.environment['OPSROOM_PASSPHRASE'];
    if (given !== undefined && given !== '') return async () => given;
    if (!this.io.canAsk) return undefined;
    return async () => {
      if (existsSync(vaultPath(this.dataDir))) return askHidden(this.io, 'Passphrase of the vault: ');
      const first = await askHidden(this.io, 'New passphrase, to protect the vault: ');
      if ((await askHidden(this.io, 'Once more: ')) === first) return first;
      throw usageError('the two passphrases are not the same', 'run the command again');
    };
  }
}
