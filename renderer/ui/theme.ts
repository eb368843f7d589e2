import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Theme = 'dark' | 'light';

const KEY = 'theme';
const light = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: light)');
const listeners = new Set<() => void>();
let choice: ThemeChoice = 'system';

/** Sets the theme of the window and keeps it for the next start's first picture. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  localStorage.setItem(KEY, next);
  apply();
}

/** Shows the theme of last time, and follows the system from here on. Returns what stops it. */
export function startTheme(): () => void {
  const kept = localStorage.getItem(KEY);
  choice = kept === 'dark' || kept === 'light' ? kept : 'system';
  const media = light();
  media.addEventListener('change', apply);
  apply();
  return () => media.removeEventListener('change', apply);
}

/** The theme that shows now, for what draws by itself: terminals, editors, charts. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, shown);
}

function shown(): Theme {
  return choice === 'system' ? (light().matches ? 'light' : 'dark') : choice;
}

function apply(): void {
  document.documentElement.dataset['theme'] = shown();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
