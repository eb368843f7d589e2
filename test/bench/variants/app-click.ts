// From a click on "Start new attempt" to the first line that the new run prints, in either host. The first click warms up.
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { startDesktop } from '#test/e2e/app/desktop-app.ts';
import { openRun, queueRun } from '#test/e2e/app/queue-run.ts';
import { median, report } from '../figures.ts';

const [folder = '', host = 'browser'] = process.argv.slice(2);
const CLICKS = 6;
const PLAN = `
pulser: 1
name: print
onFailure: stop
steps:
  - id: print
    do: { shell: "echo first line" }
    verify: [{ shell: test -f never }]
`;

const app = await (host === 'desktop' ? startDesktop : startBrowserView)(folder, {});
const { page } = app;
queueRun(folder, PLAN);
await openRun(page, 'R-1');
const took: number[] = [];
for (let click = 1; click <= CLICKS; click += 1) {
  await page.getByText(/^Failed, step 1 of 1$/).waitFor();
  await page.getByRole('button', { name: 'Retry from step' }).click();
  const start = page.getByRole('button', { name: 'Start new attempt' });
  await start.waitFor();
  took.push(
    await start.evaluate(
      (button, label) =>
        new Promise<number>((resolve) => {
          const began = performance.now();
          const look = (): void => {
            const heading = document.querySelector('h1')?.textContent ?? '';
            // As it is drawn: what screen readers find follows when the lines have come to rest.
            const lines = document.querySelector('.xterm-rows')?.textContent ?? '';
            if (heading.includes(label) && lines.includes('first line')) resolve(performance.now() - began);
            else requestAnimationFrame(look);
          };
          (button as HTMLElement).click();
          look();
        }),
      `R-${click + 1}`,
    ),
  );
}
await app.kill();
report({ firstByteMs: median(took.slice(1)), slowestMs: Math.max(...took.slice(1)) });
