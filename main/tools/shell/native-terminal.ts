import { createRequire } from 'node:module';
import { AppError } from '#shared/lib/app-error.ts';

/** The part of node-pty below its classes (`native` of its main module). */
interface NativeTerminal {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
}

let loaded: NativeTerminal | undefined;

/** node-pty's addon, loaded when the first terminal is asked for. Throws AppError `tool.no-terminal`. */
export function nativeTerminal(): NativeTerminal {
  if (loaded !== undefined) return loaded;
  try {
    const { native } = createRequire(import.meta.url)('node-pty') as { readonly native: NativeTerminal };
    loaded = native;
    return loaded;
  } catch (cause) {
    throw new AppError('tool.no-terminal', 'terminals are not available: the node-pty addon does not load', {
      hint: 'run npm rebuild node-pty, or use tty: false',
      cause,
    });
  }
}
