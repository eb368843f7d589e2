import type { ITheme } from '@xterm/xterm';

/** The colours of a terminal, from the tokens of the theme that the page shows. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const colors = {
    black: token('bg-4'),
    red: token('term-err'),
    green: token('term-ok'),
    yellow: token('term-warn'),
    blue: token('term-info'),
    magenta: token('st-rolledback-fg'),
    cyan: token('st-verifying-fg'),
    white: token('term-fg'),
  };
  return {
    ...colors,
    background: token('bg-well'),
    foreground: token('term-fg'),
    cursor: token('term-dim'),
    cursorAccent: token('bg-well'),
    selectionBackground: token('ink'),
    selectionForeground: token('on-ink'),
    brightBlack: token('term-dim'),
    brightRed: colors.red,
    brightGreen: colors.green,
    brightYellow: colors.yellow,
    brightBlue: colors.blue,
    brightMagenta: colors.magenta,
    brightCyan: colors.cyan,
    brightWhite: token('term-cmd'),
  };
}

/** Calls back whenever the page changes its theme; returns what stops it. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
