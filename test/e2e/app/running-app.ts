import type { ElectronApplication, Page } from '@playwright/test';

export interface StartOptions {
  /** Another data folder than the test's. */
  readonly dataDir?: string;
  /** Further arguments of the host. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Size of the page; the host's own where it is not given. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** The control room on one data folder, in either host. */
export interface RunningApp {
  readonly host: 'desktop' | 'browser';
  readonly page: Page;
  /** The process that executes runs. */
  readonly pid: number;
  readonly dataDir: string;
  /** The desktop app alone. */
  readonly electron?: ElectronApplication;
  /** What the process wrote so far. */
  output(): string;
  /** Ends it as an operator does (a signal that asks), and waits until it is gone. */
  quit(): Promise<void>;
  /** Ends it at once, as a crash does; nothing if it is gone. */
  kill(): Promise<void>;
}
