// Four lanes print 5 MB/s each: how soon the first line shows, how long a key takes to show, and how even the frames are.
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { startDesktop } from '#test/e2e/app/desktop-app.ts';
import { queueRun } from '#test/e2e/app/queue-run.ts';
import { median, report } from '../figures.ts';

const [folder = '', host = 'browser'] = process.argv.slice(2);
const SECONDS = 8;
const PRESSES = 20;

const printing = (lane: string): string => `
pulser: 1
name: print-${lane.toLowerCase()}
steps:
  - id: print
    do:
      shell: |
        line=$(head -c 99 /dev/zero | tr '\\0' x)
        block=$(for i in $(seq 1 500); do echo "$line"; done)
        while [ -d ${folder} ]; do for i in 1 2 3 4 5 6 7 8 9 10; do echo "$block"; done; sleep 0.1; done
    verify: [{ shell: test -f never }]
`;

const app = await (host === 'desktop' ? startDesktop : startBrowserView)(folder, {});
const { page } = app;
await page.getByRole('heading', { name: 'Run your first plan' }).waitFor();
const queued = performance.now();
queueRun(folder, printing('A'), ['--lane', 'A']);
const commandMs = performance.now() - queued;
await page.getByRole('link', { name: /default/ }).click();
await page.getByRole('region', { name: 'Lane A', exact: true }).getByRole('log').getByText('xxx').first().waitFor();
const firstByteMs = performance.now() - queued - commandMs;
for (const lane of ['B', 'C', 'D']) queueRun(folder, printing(lane), ['--lane', lane]);
for (const lane of ['B', 'C', 'D']) {
  await page
    .getByRole('region', { name: `Lane ${lane}`, exact: true })
    .getByRole('log')
    .getByText('xxx')
    .first()
    .waitFor();
}

const frames = await page.evaluate(
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
  SECONDS * 1000,
);
const presses = await page.evaluate(async (count) => {
  const field = document.querySelector<HTMLInputElement>('input[placeholder="Filter sessions"]');
  if (field === null) throw new Error('no field to type into');
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    field.focus();
    document.execCommand('insertText', false, 'd');
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    took.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return took;
}, PRESSES);
await app.kill();
const sorted = frames.toSorted((a, b) => a - b);
report({
  firstByteMs,
  inputMs: median(presses),
  frameP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
  slowFrames: frames.filter((span) => span > 34).length / frames.length,
});
// What the lanes print into may outlive the app, and would keep this process.
process.exit(0);
