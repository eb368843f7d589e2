// From the start of the process to the first screen that answers keys. A first start makes the data folder; the second counts.
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { startDesktop } from '#test/e2e/app/desktop-app.ts';
import { report } from '../figures.ts';

const [folder = '', host = 'browser'] = process.argv.slice(2);
const start = host === 'desktop' ? startDesktop : startBrowserView;

async function interactive(): Promise<number> {
  const began = performance.now();
  const app = await start(folder, {});
  await app.page.getByRole('heading', { name: 'Run your first plan' }).waitFor();
  await app.page.keyboard.press('Control+k');
  await app.page.getByRole('dialog').waitFor();
  const took = performance.now() - began;
  await app.kill();
  return took;
}

await interactive();
report({ interactiveMs: await interactive() });
