// Opens the store of a folder when told to, with one migration more when asked for, and says how it went.
import { once } from 'node:events';
import { systemClock } from '#main/kernel/clock.ts';
import { MIGRATIONS } from '#main/store/migrations/all.ts';
import { openStore } from '#main/store/open-store.ts';
import { notesMigration } from '../notes-migration.ts';

const [dataDir = '', more] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const migrations = more === undefined ? MIGRATIONS : [...MIGRATIONS, notesMigration];
const store = openStore({ dataDir, clock: systemClock, migrations });
const session = store.sessions.ensure('shared', Date.now());
process.stdout.write(`${store.mode} ${session.id}\n`);
await once(process.stdin, 'data');
store.close();
process.exit(0);
