import { expect, type Page } from '@playwright/test';
import { KNOWN_COMMANDS } from '#renderer/parts/known-commands.ts';

const done = new Set<string>();

/** Runs a command as a person does: by its keys, all of them one after the other where `way` says which; else by the command bar. */
export async function command(page: Page, id: string, way = 0): Promise<void> {
  const known = KNOWN_COMMANDS.find((each) => each.id === id);
  if (known === undefined) throw new Error(`there is no command ${id}`);
  const keys = known.keys[way];
  if (keys === undefined) await byCommandBar(page, known.title);
  else for (const stroke of keys.split(' ')) await page.keyboard.press(strokeOf(stroke));
  done.add(id);
}

/** Commands that nobody has run yet, but for those of some places. */
export function notPressed(except: readonly string[]): readonly string[] {
  return KNOWN_COMMANDS.filter(({ id }) => !done.has(id) && !except.some((prefix) => id.startsWith(prefix))).map(
    ({ id }) => id,
  );
}

/** Closes what lies over the page, and goes on when it is gone. */
export async function leave(page: Page): Promise<void> {
  // Each press closes what lies on top: a hint over the dialog goes first.
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
}

/** The page itself is there, not what stands in its place while it is loaded. */
export async function ready(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** The file dialog that a command opens. */
export async function chooses(page: Page, id: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await command(page, id);
  await chooser;
}

async function byCommandBar(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const bar = page.getByRole('combobox', { name: 'Plan, run or action' });
  await bar.fill(title);
  await expect(page.getByRole('option').filter({ hasText: title }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
}

/** `Mod+Shift+K` and `Shift+X` as Playwright writes them. */
function strokeOf(stroke: string): string {
  return stroke
    .replace('Mod+', 'Control+')
    .replace(/\bplus$/, '+')
    .replace(/\bSpace$/, ' ');
}
