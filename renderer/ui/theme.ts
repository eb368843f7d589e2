type ThemeChoice = 'system' | 'dark' | 'light';
type Theme = 'dark' | 'light';

const KEY = 'theme';
const light = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: light)');
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

function shown(): Theme {
  return choice === 'system' ? (light().matches ? 'light' : 'dark') : choice;
}

function apply(): void {
  document.documentElement.dataset['theme'] = shown();
}
