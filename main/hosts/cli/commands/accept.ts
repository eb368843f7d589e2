import type { Handler } from '../command-line.ts';

/** Takes the command that a command line asks for. */
export type Accept = (handler: Handler) => void;
