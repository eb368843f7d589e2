import { useLocation } from 'wouter';
import type { Command } from '#renderer/ui/commands/command.ts';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';

interface AppCommandActions {
  readonly openCommandBar: () => void;
  readonly openKeys: () => void;
}

const PLACES = [
  { id: 'app.runboard', title: 'Open runboard', keys: 'g r', href: '/' },
  { id: 'app.plans', title: 'Open plans', keys: 'g p', href: '/plans' },
  { id: 'app.history', title: 'Open history', keys: 'g h', href: '/history' },
  { id: 'app.artifacts', title: 'Open artifacts', keys: 'g f', href: '/artifacts' },
  { id: 'app.tools', title: 'Open tools', keys: 'g t', href: '/tools' },
  { id: 'app.settings', title: 'Open settings', keys: 'g s', href: '/settings' },
  { id: 'app.approvals', title: 'Open approvals', keys: 'g a', href: '/approvals' },
] as const;

/** What can be done from everywhere. */
export function useAppCommands({ openCommandBar, openKeys }: AppCommandActions): void {
  const [, navigate] = useLocation();
  const places: readonly Command[] = PLACES.map(({ href, ...command }) => ({
    ...command,
    group: 'Go to',
    run: () => navigate(href),
  }));
  useCommands([
    {
      id: 'app.command-bar',
      title: 'Command bar',
      keys: 'Mod+K',
      group: 'Everywhere',
      hidden: true,
      run: openCommandBar,
    },
    { id: 'app.keys', title: 'All keys', keys: '?', group: 'Everywhere', run: openKeys },
    ...places,
  ]);
}
