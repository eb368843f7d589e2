// Measures the product against bare baselines: variants run in turn, each in a process of its own, medians of five rounds.
// `npm run bench` runs all scenarios, `npm run bench -- steps queue` some; `--mb 1024` sets the size of artifacts.
import { parseArgs } from 'node:util';
import { electronProblem } from '#test/e2e/app/electron-here.ts';
import { type Measurement, median } from './figures.ts';
import { bundleVariants, measure } from './run-variant.ts';

interface Variant {
  readonly title: string;
  readonly script: string;
  readonly args: readonly string[];
}

interface Scenario {
  readonly name: string;
  /** The figure that is compared. */
  readonly figure: string;
  readonly baseline: Variant | null;
  readonly variants: readonly Variant[];
  /** Further figures that are shown beside it. */
  readonly also?: readonly string[];
  readonly aim: string;
}

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { mb: { type: 'string', default: '256' } },
});
const megabytes = options.mb;

const steps = (count: number): Scenario => ({
  name: `steps-${count}`,
  figure: 'msPerStep',
  baseline: { title: 'bare loop: three processes, three commits', script: 'steps-bare', args: [String(count), '3'] },
  variants: [{ title: 'run', script: 'steps-run', args: [String(count)] }],
  aim: 'at most 1.3x, linear in steps',
});

/** Calls of a tool of an MCP server that takes so long, ms, so many at a time. */
const mcp = (ms: number, inFlight: number): Scenario => {
  const args = [String(ms), inFlight === 1 ? '200' : '800', String(inFlight)];
  const what = `${ms === 0 ? 'an instant tool' : `a tool that takes ${ms} ms`}, ${inFlight} in flight`;
  return {
    name: `mcp-${ms}ms-${inFlight}`,
    figure: 'msPerCall',
    baseline: { title: `bare SDK: ${what}`, script: 'mcp-bare', args },
    variants: [
      { title: 'bare SDK with three flushed commits a call', script: 'mcp-bare', args: [...args, '3'] },
      { title: 'run: pins, events and proofs', script: 'mcp-run', args },
    ],
    aim: inFlight === 1 ? 'at most 1.5x' : 'reported',
  };
};

/** In the browser view, and in the desktop app where it can be started. */
const inHosts = (title: string, script: string): readonly Variant[] => [
  { title: `browser view, ${title}`, script, args: ['browser'] },
  ...(electronProblem() === undefined ? [{ title: `desktop app, ${title}`, script, args: ['desktop'] }] : []),
];

const SCENARIOS: readonly Scenario[] = [
  steps(100),
  steps(1000),
  {
    name: 'queue',
    figure: 'perSecond',
    baseline: { title: 'bare SQLite, three commits a run', script: 'queue-bare', args: ['500'] },
    variants: [{ title: 'store: queue, claim, complete', script: 'queue-store', args: ['500'] }],
    aim: 'at least 0.5x',
  },
  {
    name: 'latency',
    figure: 'p50Ms',
    baseline: null,
    variants: [
      { title: 'queued to claimed, same process', script: 'latency', args: ['same', '40'] },
      { title: 'queued to claimed, another process', script: 'latency', args: ['other', '40'] },
    ],
    aim: 'p50 under 5 ms in process, under 50 ms between processes',
  },
  {
    name: 'output',
    figure: 'mbPerSecond',
    baseline: { title: 'node-pty alone, 200 MB', script: 'cat-bare', args: ['200'] },
    variants: [{ title: 'shell step, masked and recorded, 200 MB', script: 'cat-run', args: ['200'] }],
    aim: 'at least 0.7x, memory flat below 250 MB',
  },
  {
    name: 'events',
    figure: 'perSecond',
    baseline: { title: 'flushed 4 KiB writes', script: 'append-bare', args: ['500'] },
    variants: [
      { title: 'one event a commit', script: 'append-store', args: ['500', '1'] },
      { title: 'three events a commit', script: 'append-store', args: ['300', '3'] },
      { title: 'a hundred events a commit', script: 'append-store', args: ['50', '100'] },
    ],
    aim: 'reported',
  },
  {
    name: 'history',
    figure: 'p95Ms',
    baseline: null,
    variants: [
      { title: 'a page of 100,000 runs, any sort and filter', script: 'history', args: ['page'] },
      { title: 'charts, facets and metrics', script: 'history', args: ['stats'] },
      { title: 'a text, looked up anew', script: 'history', args: ['search'] },
      { title: 'the very first page of a process, nothing warmed up', script: 'history', args: ['first'] },
      { title: 'the first board of a process', script: 'history', args: ['board'] },
      { title: 'the first run of a process', script: 'history', args: ['run'] },
    ],
    aim: 'p95 of pages under 50 ms',
  },
  {
    name: 'history-scroll',
    figure: 'p50Ms',
    also: ['frameP95Ms', 'slowFrames', 'settledMs'],
    baseline: null,
    variants: [
      { title: 'a wheel over 100,000 runs, ms a frame', script: 'history-scroll', args: ['wheel'] },
      { title: 'a bar that is dragged through them', script: 'history-scroll', args: ['drag'] },
    ],
    aim: '60 frames a second',
  },
  {
    name: 'app-start',
    figure: 'interactiveMs',
    baseline: null,
    variants: inHosts('from the start of its process', 'app-start'),
    aim: 'under 1500 ms',
  },
  {
    name: 'app-lanes',
    figure: 'inputMs',
    also: ['firstByteMs', 'frameP95Ms', 'slowFrames'],
    baseline: null,
    variants: inHosts('four lanes that print 5 MB/s each', 'app-lanes'),
    aim: 'under 50 ms from key to frame',
  },
  mcp(20, 1),
  mcp(0, 1),
  mcp(20, 16),
  mcp(0, 16),
  {
    name: 'app-click',
    figure: 'firstByteMs',
    also: ['slowestMs'],
    baseline: null,
    variants: inHosts('from a click to the first line of the log', 'app-click'),
    aim: 'reported',
  },
  {
    name: 'app-log',
    figure: 'mbPerSecond',
    also: ['aloneMbPerSecond', 'ratio'],
    baseline: null,
    variants: [{ title: 'a log that is followed, 6 MB, beside the terminal alone', script: 'app-log', args: [] }],
    aim: 'reported',
  },
  {
    name: 'app-memory',
    figure: 'processGrowthMb',
    also: ['processMb', 'pageGrowthMb', 'pageMb', 'events'],
    baseline: null,
    variants: [{ title: 'an hour of runs, one every fifteen seconds', script: 'app-memory', args: ['240'] }],
    aim: 'the page grows by less than 20 MB',
  },
  {
    name: 'indexer',
    figure: 'stallP99Ms',
    also: ['stallMaxMs', 'runsPerSecond'],
    baseline: null,
    variants: [{ title: 'index of 10,000 runs, beside others', script: 'indexer', args: ['10000'] }],
    aim: 'p99 under a frame (16 ms)',
  },
  {
    name: 'proof-steps',
    figure: 'seconds',
    baseline: null,
    variants: [
      { title: 'export, 1000 steps', script: 'proof-export', args: ['steps', '1000'] },
      { title: 'verify, 1000 steps', script: 'proof-verify', args: ['steps', '1000'] },
    ],
    aim: 'reported',
  },
  {
    name: 'proof-artifacts',
    figure: 'mbPerSecond',
    baseline: { title: `sha256, ${megabytes} MB`, script: 'hash-bare', args: [megabytes] },
    variants: [
      { title: `export, ${megabytes} MB of artifacts`, script: 'proof-export', args: ['artifacts', megabytes] },
      { title: `verify, ${megabytes} MB of artifacts`, script: 'proof-verify', args: ['artifacts', megabytes] },
    ],
    aim: 'verify at least 0.67x, memory flat',
  },
];

const ROUNDS = 5;

async function runScenario(scenario: Scenario): Promise<void> {
  const all = scenario.baseline === null ? scenario.variants : [scenario.baseline, ...scenario.variants];
  const rounds: Measurement[][] = all.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const index = (turn + round) % all.length;
      const variant = all[index];
      if (variant !== undefined) rounds[index]?.push(await measure(variant.script, variant.args));
    }
  }
  const figureOf = (index: number): readonly number[] =>
    (rounds[index] ?? []).map((entry) => entry[scenario.figure] ?? Number.NaN);
  process.stdout.write(`\n${scenario.name} (${scenario.figure}; aim: ${scenario.aim})\n`);
  all.forEach((variant, index) => {
    const figures = figureOf(index);
    const peak = median((rounds[index] ?? []).map((entry) => entry.peakMb ?? Number.NaN));
    const spread = `${format(Math.min(...figures))}–${format(Math.max(...figures))}`;
    const isBaseline = scenario.baseline === null || index === 0;
    const ratio = isBaseline
      ? ''
      : ` · ${format(median(figures.map((figure, round) => figure / (figureOf(0)[round] ?? Number.NaN))))}x`;
    process.stdout.write(
      `  ${variant.title}: ${format(median(figures))} (${spread})${ratio} · peak ${format(peak)} MB\n`,
    );
    for (const name of scenario.also ?? []) {
      const values = (rounds[index] ?? []).map((entry) => entry[name] ?? Number.NaN);
      process.stdout.write(`    ${name}: ${format(median(values))}\n`);
    }
  });
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

const chosen = SCENARIOS.filter(
  (scenario) => wanted.length === 0 || wanted.some((name) => scenario.name.startsWith(name)),
);
if (chosen.length === 0) {
  process.stderr.write(`no such scenario; there are ${SCENARIOS.map((scenario) => scenario.name).join(', ')}\n`);
  process.exit(2);
}
await bundleVariants();
for (const scenario of chosen) await runScenario(scenario);
