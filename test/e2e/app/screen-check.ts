import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { cutParts, focusMark, idleFocus, movingParts, sideways } from './screen-probes.ts';

/** The widest, the smallest window, and the first at 200% zoom. */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
  { width: 720, height: 450 },
] as const;
/** One size is enough for the stops of the tab key. */
const [, TABBED] = SIZES;
const THEMES = ['dark', 'light'] as const;
/** Stops of the tab key that are looked at on a screen. */
const MOST_STOPS = 45;

/** Looks at screens, and collects what is wrong with them. */
export interface ScreenCheck {
  /** What was found so far, one line each. */
  readonly found: readonly string[];
  /** Looks at what shows now in every size and theme. `tabs: false`: where the tab key would change what shows. */
  look(name: string, options?: { readonly tabs?: boolean; readonly ready?: () => Promise<unknown> }): Promise<void>;
  /** After an action: the focus is somewhere. */
  focused(name: string): Promise<void>;
}

/** The page draws itself anew for another width when a frame tells it of that. */
async function resize(page: Page, size: (typeof SIZES)[number]): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** Begins to watch a page: its errors count from now on. */
export async function watchScreens(page: Page): Promise<ScreenCheck> {
  const found: string[] = [];
  let shown = 'start';
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`${shown}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`${shown}: error: ${error.message}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      // oxlint-disable-next-line no-console -- What the page says there is collected.
      console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();

  const axe = async (name: string): Promise<void> => {
    for (const theme of THEMES) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset['theme'] = chosen;
      }, theme);
      // The window of the desktop opens no second page for the rules.
      const rules = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
      // Only colours differ between the themes.
      const { violations } = await (theme === 'dark' ? rules : rules.withRules('color-contrast')).analyze();
      for (const { id, nodes } of violations) {
        found.push(`${name} ${theme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
      }
    }
  };
  /** Goes from one stop to the next until one comes again; the focus is then where it was. */
  const tabThrough = async (name: string): Promise<void> => {
    const began = await page.evaluateHandle(() => document.activeElement);
    const seen = new Set<string>();
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      await page.keyboard.press('Tab');
      const { key, problem } = await page.evaluate(focusMark);
      if (seen.has(key)) break;
      seen.add(key);
      if (problem !== null) found.push(`${name}: tab stop ${key}: ${problem}`);
    }
    await began.evaluate((element) => (element instanceof HTMLElement ? element.focus() : undefined));
  };
  return {
    found,
    async look(name, { tabs = true, ready } = {}) {
      shown = name;
      for (const size of SIZES) {
        await resize(page, size);
        await ready?.();
        const place = `${name} ${size.width}x${size.height}`;
        for (const line of await page.evaluate(sideways)) found.push(`${place}: scrolls sideways: ${line}`);
        for (const line of await page.evaluate(cutParts)) found.push(`${place}: cut: ${line}`);
        for (const line of await page.evaluate(movingParts)) found.push(`${place}: moves: ${line}`);
        if (tabs && size === TABBED) await tabThrough(place);
      }
      await resize(page, SIZES[0]);
      await ready?.();
      await axe(name);
    },
    async focused(name) {
      let problem: string | null = null;
      const look = async (): Promise<string | null> => (problem = await page.evaluate(idleFocus));
      // The focus goes back a turn after a dialog is gone.
      await expect
        .poll(look, { timeout: 2_000 })
        .toBe(null)
        .catch(() => found.push(`${name}: ${problem}`));
    },
  };
}
