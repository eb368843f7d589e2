// A run whose steps call one tool of an MCP server, through the whole product: comparison with the pin, events, proofs.
import { join } from 'node:path';
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { startWorker } from '#main/runtime/worker.ts';
import { ACT_RULES, setUpServer } from '#test/helpers/mcp/act-server.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';

const [folder = '', ms = '0', count = '200', inFlight = '1'] = process.argv.slice(2);
keepHeapSteady();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const server = join(process.env['OPSROOM_TEST_APP'] ?? '.', 'test/fixtures/mcp/act-server.ts');
await setUpServer(room, { transport: 'stdio', name: 'acts', command: process.execPath, args: [server] }, ACT_RULES);
const call =
  ms === '0'
    ? { server: 'acts', tool: 'instant' }
    : { server: 'acts', tool: 'slow', arguments: { path: '', ms: Number(ms) } };
const isSequential = inFlight === '1';
const plan = planOf({
  servers: ['acts'],
  parallel: Number(inFlight),
  onFailure: 'stop',
  // The first step connects, as the baseline does before its clock runs.
  steps: Array.from({ length: Number(count) + 1 }, (_, index) => ({
    id: `s${index}`,
    ...(isSequential || index === 0 ? {} : { needs: ['s0'] }),
    do: { mcp: call },
    verify: [{ output: '!result.isError' }],
  })),
});
const runId = queueRun(room, plan, { workdir: folder });
await new Promise<void>((resolve) => {
  startWorker(room.services, { host: 'bench', pid: process.pid, kind: 'bench', onEnd: () => resolve() });
});
const run = room.store.runs.get(runId);
if (run?.verification !== 'passed') throw new Error(`the run did not pass: ${run?.reason}`);
const events = room.store.runs.events(runId);
const connected = events.find((event) => event.type === 'step.settled')?.at ?? 0;
report({ msPerCall: ((run.finishedAt ?? 0) - connected) / Number(count), events: events.length });
process.exit(0);
