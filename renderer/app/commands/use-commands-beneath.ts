import { useState } from 'react';
import type { Command } from '#renderer/ui/commands/command.ts';
import { useCommandList } from '#renderer/ui/commands/use-commands.ts';

/** The commands of the page beneath a dialog, as they were when it opened: the dialog itself puts them out of reach. */
export function useCommandsBeneath(open: boolean): readonly Command[] {
  const commands = useCommandList();
  const [kept, setKept] = useState(commands);
  if (!open && kept !== commands) setKept(commands);
  return kept;
}
