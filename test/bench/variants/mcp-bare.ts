// The baseline of calls of an MCP server: the SDK's own client over standard streams, the same server, so many calls in flight;
// where asked, with as many flushed commits for each call as the product makes.
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import Database from 'better-sqlite3';
import { report } from '../figures.ts';

const [folder = '', ms = '0', count = '200', inFlight = '1', commits = '0'] = process.argv.slice(2);
const db = new Database(join(folder, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('create table line (id integer primary key, text text)');
const insert = db.prepare('insert into line (text) values (?)');
const text = 'x'.repeat(1500);
const server = join(process.env['OPSROOM_TEST_APP'] ?? '.', 'test/fixtures/mcp/act-server.ts');
const client = new Client({ name: 'bare', version: '1' });
await client.connect(new StdioClientTransport({ command: process.execPath, args: [server], stderr: 'ignore' }));
await client.listTools();
const call = () =>
  client.callTool(
    ms === '0' ? { name: 'instant', arguments: {} } : { name: 'slow', arguments: { path: '', ms: Number(ms) } },
  );
await call();
const started = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: Number(inFlight) }, async () => {
    while ((next += 1) <= Number(count)) {
      await call();
      for (let commit = 0; commit < Number(commits); commit += 1) insert.run(text);
    }
  }),
);
report({ msPerCall: (performance.now() - started) / Number(count) });
await client.close();
process.exit(0);
