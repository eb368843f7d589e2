// Scrolls through a hundred thousand runs in the browser view, as fast as a wheel goes and as a bar is dragged: how even the
// frames are, and how soon after the end the rows are there.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { report } from '../figures.ts';
import { historyFolder } from '../history-folder.ts';

const [folder = '', speed = 'wheel'] = process.argv.slice(2);
const dataDir = join(folder, 'data');
const SECONDS = 4;
/** Pixels a second; a row has 29. */
const PACE = speed === 'wheel' ? 3_600 : 120_000;

cpSync(await historyFolder(), dataDir, { recursive: true });
const app = await startBrowserView(dataDir, {});
const { page } = app;
await page.goto(new URL('/#/history', page.url()).href);
const rows = page.getByRole('grid', { name: 'Runs' }).locator('code');
await rows.first().waitFor();
const devtools = await page.context().newCDPSession(page);
const frames = page.evaluate(
  (ms) =>
    new Promise<readonly number[]>((resolve) => {
      const spans: number[] = [];
      const began = performance.now();
      let last = began;
      const next = (now: number): void => {
        spans.push(now - last);
        last = now;
        if (now - began < ms) requestAnimationFrame(next);
        else resolve(spans.slice(1));
      };
      requestAnimationFrame(next);
    }),
  SECONDS * 1000 * 0.95,
);
await devtools.send('Input.synthesizeScrollGesture', {
  x: 700,
  y: 500,
  yDistance: -PACE * SECONDS,
  speed: PACE,
  gestureSourceType: 'mouse',
});
const stopped = performance.now();
await rows.first().waitFor();
const settledMs = performance.now() - stopped;
const spans = await frames;
const at = await page.getByRole('grid', { name: 'Runs' }).evaluate((grid) => grid.scrollTop);
if (at < PACE * SECONDS * 0.9) throw new Error(`scrolled only to ${at}`);
await app.kill();
const sorted = spans.toSorted((a, b) => a - b);
report({
  p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
  frameP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
  slowFrames: spans.filter((span) => span > 34).length / spans.length,
  settledMs,
});
