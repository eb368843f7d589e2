import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonDigest } from '#main/kernel/hash.ts';
import { dryRun } from '#main/runtime/dry-run.ts';
import { hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { type ActWorld, actWorld } from '#test/helpers/mcp/act-world.ts';

/** What a run in a session that does not exist yet would do. */
async function look(world: ActWorld, plan: Plan) {
  const { room, folder } = world;
  const created = hypotheticalEvent({
    plan,
    digest: jsonDigest(plan),
    inputs: {},
    secrets: [],
    session: { id: 'new' as SessionId, name: 'new', workspace: join(folder, 'not-there') },
    lane: null,
    priority: 0,
    policy: { strict: false, approve: false },
    workdir: folder,
    engine: 'test',
    servers: resolveServers(room.store, plan, jsonDigest(plan)),
    at: 0,
  });
  return dryRun(room.services, plan, created, AbortSignal.timeout(30_000));
}

it('reads with tools that only read, calls no other one, and says where a person would be asked', async () => {
  const world = await actWorld({ rules: { write: { permission: 'ask' } } });
  const path = world.path('seen');
  const check = { mcp: { server: 'acts', tool: 'read', arguments: { path }, json: "text == 'yes'" } };
  const plan = world.plan('write', { verify: [check] });
  const red = await look(world, plan);
  expect(red).toMatchObject([
    { verdict: 'would-run', asks: true, readings: [{ status: 'red', tool: { kind: 'mcp' } }] },
  ]);
  expect(existsSync(world.path('out'))).toBe(false);
  writeFileSync(path, 'yes');
  expect(await look(world, plan)).toMatchObject([{ verdict: 'already-satisfied', asks: false }]);
});

it('is refused where a run would be', async () => {
  const world = await actWorld({ rules: { write: { permission: 'deny' } } });
  await expect(look(world, world.plan('write'))).rejects.toThrow(expect.objectContaining({ code: 'mcp.denied' }));
});
