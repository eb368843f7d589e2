import { once } from 'node:events';
import { expect, type Page } from '@playwright/test';
import { test } from '../app/fixtures.ts';
import { command, ready } from '../app/pressed-commands.ts';
import { answerQuestions, questionsAsked } from './answer-questions.ts';
import { electronOf } from './electron-of.ts';
import { callText, sendRaw } from './page-port.ts';

/** Makes a plan, and waits until all of it is saved. */
async function makePlan(page: Page, title: string) {
  await ready(page);
  await command(page, 'app.plans');
  await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
  await page.getByRole('main').focus();
  await command(page, 'plans.new');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill(title);
  await page.keyboard.press('Enter');
  const editor = page.getByRole('textbox', { name: /^Plan as YAML/ });
  await expect(editor).toContainText(`title: "${title}"`);
  return editor;
}

test('what was typed last is saved when the app is quit at once', async ({ startApp }) => {
  const first = await startApp();
  const editor = await makePlan(first.page, 'Kept');
  await editor.press('Control+Home');
  await first.page.keyboard.insertText('# typed last\n');
  const electron = electronOf(first);
  const ended = once(electron.process(), 'exit');
  await electron.evaluate(({ app: main }) => main.quit()).catch(() => undefined);
  expect(await ended).toEqual([0, null]);

  const { page } = await startApp();
  await ready(page);
  await command(page, 'app.plans');
  await page.getByRole('link', { name: 'Kept' }).first().click();
  await expect(page.getByRole('textbox', { name: /^Plan as YAML/ })).toContainText('# typed last');
});

test('who quits while text cannot be saved is asked', async ({ app, page }) => {
  const electron = electronOf(app);
  await ready(page);
  // As a page says it whose saves are refused.
  await sendRaw(page, [callText(1, '/host/hold', { unsaved: true })], 1);
  await answerQuestions(electron, 'Do not quit', 'Quit and lose it');
  const quit = () => electron.evaluate(({ app: main }) => main.quit());
  await quit();
  await expect.poll(() => questionsAsked(electron)).toEqual(['A plan has text that is not saved']);
  const ended = once(electron.process(), 'exit');
  await quit().catch(() => undefined);
  expect(await ended).toEqual([0, null]);
});
