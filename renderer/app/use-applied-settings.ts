import { useEffect } from 'react';
import { useSettings } from '#renderer/client/hooks/settings.ts';
import { commandRegistry } from '#renderer/ui/commands/use-commands.ts';
import { chooseTheme } from '#renderer/ui/theme.ts';

/** Puts the operator's theme and keys into effect whenever they change. */
export function useAppliedSettings(): void {
  const { data: settings } = useSettings();
  const theme = settings?.theme;
  const keys = settings?.keys;
  useEffect(() => {
    if (theme !== undefined) chooseTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (keys === undefined) return;
    const overrides = Object.entries(keys.overrides).map(([id, text]) => [id, text === '' ? [] : [text]] as const);
    commandRegistry.setPreferences({ overrides: Object.fromEntries(overrides), singleKeys: keys.singleLetters });
  }, [keys]);
}
