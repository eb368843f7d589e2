import type { Command } from './command.ts';
import { useCommands } from './use-commands.ts';

/** Commands of a dialog or drawer: drawn inside of it, so that they lie above what it covers. */
export function DialogCommands({ commands }: { readonly commands: readonly Command[] }) {
  useCommands(commands);
  return null;
}
