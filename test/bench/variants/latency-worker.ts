// A worker in a process of its own; says when it is ready.
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { startWorker } from '#main/runtime/worker.ts';

keepHeapSteady();
const room = await openControlRoom({ dataDir: process.argv[2] ?? '', environment: process.env });
startWorker(room.services, { host: 'bench', pid: process.pid, kind: 'bench' });
process.stdout.write('ready\n');
