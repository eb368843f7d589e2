// A log that is followed while it is printed, from the process through masks, disk and calls to the terminal of the page; and
// the terminal alone with the same text, in the same browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { openRun, queueRun } from '#test/e2e/app/queue-run.ts';
import { report } from '../figures.ts';
import { writeLines } from '../write-lines.ts';

const [folder = ''] = process.argv.slice(2);
/** Less than what a page that follows passes over when it is behind. */
const MEGABYTES = 6;
const END = 'this was the last line';

const file = join(folder, 'lines.txt');
const bytes = writeLines(file, MEGABYTES);
const app = await startBrowserView(folder, {});
const { page } = app;
queueRun(
  folder,
  `
pulser: 1
name: print
steps:
  - id: print
    do: { shell: "echo ready; until test -f ${folder}/go; do sleep 0.02; done; cat ${file}; echo ${END}; sleep 5" }
    verify: [{ exit: 0 }]
`,
);
await openRun(page, 'R-1');
await page.getByLabel('Lines in view of print').getByText('ready').waitFor();
const through = page.evaluate(
  (end) =>
    new Promise<number>((resolve) => {
      let began: number | undefined;
      const look = (): void => {
        // As it is drawn: what screen readers find follows when the lines have come to rest.
        const text = document.querySelector('.xterm-rows')?.textContent ?? '';
        if (began === undefined && text.includes('INFO')) began = performance.now();
        if (began !== undefined && text.includes(end)) resolve(performance.now() - began);
        else requestAnimationFrame(look);
      };
      look();
    }),
  END,
);
writeFileSync(join(folder, 'go'), '');
const throughMs = await through;
const blank = await page.context().browser()?.newPage();
if (blank === undefined) throw new Error('no browser to measure the terminal in');
const aloneMs = await alone(blank);
await app.kill();
const megabytes = bytes / 1e6;
report({
  mbPerSecond: (megabytes / throughMs) * 1000,
  aloneMbPerSecond: (megabytes / aloneMs) * 1000,
  ratio: aloneMs / throughMs,
});

async function alone(empty: Page): Promise<number> {
  await empty.addScriptTag({ path: createRequire(import.meta.url).resolve('@xterm/xterm') });
  return empty.evaluate(
    async (text) => {
      interface Xterm {
        open(host: HTMLElement): void;
        write(text: string, done: () => void): void;
      }
      const { Terminal } = window as unknown as { Terminal: new (options: object) => Xterm };
      const terminal = new Terminal({
        cols: 120,
        rows: 30,
        scrollback: 6000,
        convertEol: true,
        allowProposedApi: true,
      });
      terminal.open(document.body);
      const began = performance.now();
      for (let at = 0; at < text.length; at += 65_536) {
        const piece = text.slice(at, at + 65_536);
        await new Promise<void>((resolve) => terminal.write(piece, resolve));
      }
      return performance.now() - began;
    },
    readFileSync(file, 'latin1'),
  );
}
