import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sealEvent } from '#main/kernel/event-chain.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { LANES, type Plan } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import { ManualClock } from './manual-clock.ts';
import { planOf, shellStep } from './plans.ts';

export interface ManyRuns {
  readonly plans: readonly Plan[];
  readonly sessions: readonly { readonly id: SessionId; readonly name: string }[];
  readonly operators: readonly string[];
  /** When the first and the last run were created, ms UTC. */
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;
const OPERATORS = ['m.okafor', 'i.varga', 'l.brandt', 'schedule'];
const SUBJECTS = ['backup', 'certificate', 'deploy key', 'grants', 'label', 'migration', 'replica', 'role', 'snapshot'];
const VERBS = ['rotate', 'restore', 'verify', 'prune'];
const SESSIONS = ['Release 2026.47', 'Odoo 18', 'DR drills', 'Credential rotation', 'Docs site', 'Migrations'];
const HOST = 'fixture';
const OWNER = uuidv7(1) as InstanceId;

type Ending = readonly [
  verification: 'passed' | 'failed' | 'indeterminate',
  rollback: 'none' | 'verified',
  canceled: boolean,
];

/** Ended runs over the last `days` days before `end`, with chained events, the same for the same arguments, in one transaction. */
export function manyRuns(
  dataDir: string,
  count: number,
  options: { readonly end?: number; readonly days?: number } = {},
): ManyRuns {
  const { end = Date.UTC(2026, 10, 19, 14), days = 90 } = options;
  const from = end - days * DAY;
  const plans = VERBS.flatMap((verb) =>
    SUBJECTS.map((subject) => {
      const name = `${verb}-${subject.replaceAll(' ', '-')}`;
      const title = `${verb[0]?.toUpperCase() ?? ''}${verb.slice(1)} ${subject}`;
      return planOf({ name, title, steps: [shellStep('read'), shellStep('change')] });
    }),
  );
  const digests = plans.map((plan) => jsonDigest(plan));
  const store = openStore({ dataDir, clock: new ManualClock(from) });
  const sessions = SESSIONS.map((name, i) => store.sessions.ensure(name, from + i));
  plans.forEach((plan, i) => store.plans.put(plan, digests[i] as Digest, from));
  const first = (store.runs.list({ limit: 1 })[0]?.number ?? 0) + 1;
  store.close();

  const db = new Database(join(dataDir, 'opsroom.db'));
  try {
    db.pragma('synchronous = off');
    db.pragma('cache_size = -200000');
    const write = writer(db);
    const random = randomNumbers(7);
    db.transaction(() => {
      for (let i = 0; i < count; i += 1) {
        const createdAt = Math.floor(from + ((end - from) * i) / count);
        const plan = Math.floor(random() * random() * plans.length);
        const session = sessions[Math.floor(random() * sessions.length)];
        if (session === undefined) throw new RangeError('no session');
        write({
          number: first + i,
          runId: uuidv7(createdAt) as RunId,
          createdAt,
          startedAt: createdAt + Math.floor(random() * 20_000),
          duration: Math.floor(4000 + 600_000 * random() ** 4),
          plan: plans[plan] as Plan,
          digest: digests[plan] as Digest,
          session,
          operator: OPERATORS[Math.floor(random() * OPERATORS.length)] ?? '',
          lane: LANES[Math.floor(random() * LANES.length)] ?? 'A',
          ending: ending(random()),
        });
      }
    })();
  } finally {
    db.close();
  }
  return { plans, sessions, operators: OPERATORS, from, to: end };
}

function ending(chance: number): Ending {
  if (chance < 0.93) return ['passed', 'none', false];
  if (chance < 0.96) return ['failed', 'none', false];
  if (chance < 0.975) return ['failed', 'verified', false];
  return chance < 0.99 ? ['failed', 'none', true] : ['indeterminate', 'none', false];
}

interface RunToWrite {
  readonly number: number;
  readonly runId: RunId;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly duration: number;
  readonly plan: Plan;
  readonly digest: Digest;
  readonly session: { readonly id: SessionId; readonly name: string };
  readonly operator: string;
  readonly lane: (typeof LANES)[number];
  readonly ending: Ending;
}

function writer(db: Database.Database): (run: RunToWrite) => void {
  const insertRun = db.prepare(INSERT_RUN);
  const insertStep = db.prepare(
    `insert into steps (run_id, position, id, title, status, verdict, strength, tries, undo, reason, outputs, started_at, finished_at)
     values (?, ?, ?, ?, 'settled', ?, ?, 1, ?, ?, '{}', ?, ?)`,
  );
  const insertEvent = db.prepare(
    'insert into events (run_id, seq, at, type, actor, data, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (run) => {
    const [verification, rollback, canceled] = run.ending;
    const finishedAt = run.startedAt + run.duration;
    const reason = verification === 'passed' ? '' : `step change: exit code ${run.number % 200} of ${run.plan.name}`;
    const strength = verification === 'passed' ? 'proven' : null;
    const verdict = verification === 'passed' ? 'verified' : canceled ? 'canceled' : verification;
    insertRun.run({
      number: run.number,
      id: run.runId,
      session_id: run.session.id,
      session_name: run.session.name,
      plan_digest: run.digest,
      plan_name: run.plan.name,
      plan_version: run.plan.version,
      execution: canceled ? 'canceled' : 'finished',
      verification,
      rollback,
      strength,
      lane: run.lane,
      reason,
      created_at: run.createdAt,
      started_at: run.startedAt,
      finished_at: finishedAt,
      last_hash: '',
      queue_group: `${run.session.id}/*`,
      operator: run.operator,
      proofs_verified: verification === 'passed' ? 2 : rollback === 'verified' ? 0 : 1,
      proofs_rejected: verdict === 'failed' || verdict === 'indeterminate' ? 1 : 0,
    });
    const undo = rollback === 'verified' ? 'restored' : null;
    const half = run.startedAt + Math.floor(run.duration / 2);
    insertStep.run(run.runId, 0, 'read', run.plan.steps[0]?.title, 'verified', 'proven', undo, '', run.startedAt, half);
    insertStep.run(run.runId, 1, 'change', run.plan.steps[1]?.title, verdict, strength, null, reason, half, finishedAt);
    let prev: Digest | null = null;
    drafts(run, finishedAt, reason, strength).forEach((draft, k) => {
      const event = sealEvent(draft, { runId: run.runId, seq: k + 1, prev });
      const { at, type, actor, data, hash } = event;
      insertEvent.run(run.runId, k + 1, at, type, JSON.stringify(actor), JSON.stringify(data), prev, hash);
      prev = hash;
    });
    setHash(db, run.runId, prev);
  };
}

const updates = new WeakMap<Database.Database, Database.Statement>();

function setHash(db: Database.Database, runId: RunId, hash: Digest | null): void {
  let update = updates.get(db);
  if (update === undefined) {
    update = db.prepare('update runs set last_hash = ? where id = +?');
    updates.set(db, update);
  }
  update.run(hash, runId);
}

function drafts(run: RunToWrite, finishedAt: number, reason: string, strength: 'proven' | null): readonly EventDraft[] {
  const operator: Actor = { kind: 'operator', name: run.operator };
  const worker: Actor = { kind: 'worker', name: HOST };
  const [verification, rollback, canceled] = run.ending;
  const created: EventDraft<'run.created'> = {
    type: 'run.created',
    at: run.createdAt,
    actor: operator,
    data: {
      planDigest: run.digest,
      planName: run.plan.name,
      planVersion: run.plan.version,
      sessionId: run.session.id,
      sessionName: run.session.name,
      number: run.number,
      inputs: {},
      secrets: [],
      laneWish: null,
      priority: 0,
      locks: [],
      policy: { strict: false, approve: false },
      workdir: '/',
      workspace: '/',
      attemptOf: null,
      engine: 'fixture',
    },
  };
  const claimed: EventDraft<'run.claimed'> = {
    type: 'run.claimed',
    at: run.startedAt,
    actor: worker,
    data: { owner: OWNER, host: HOST, generation: 1, lane: run.lane, takeover: false },
  };
  const started: EventDraft<'run.started'> = { type: 'run.started', at: run.startedAt, actor: worker, data: {} };
  const ended: EventDraft = canceled
    ? { type: 'run.canceled', at: finishedAt, actor: operator, data: { verification, reason, left: [] } }
    : {
        type: 'run.finished',
        at: finishedAt,
        actor: worker,
        data: { verification, strength, rollback, reason, left: [] },
      };
  return [created, claimed, started, ended];
}

const INSERT_RUN = `
  insert into runs (number, id, session_id, session_name, plan_digest, plan_name, plan_version, execution, verification,
    disposition, rollback, strength, lane, priority, generation, reason, created_at, started_at, finished_at, steps_done,
    steps_total, last_seq, last_hash, queue_group, queue_priority, queue_rank, operator, proofs_verified, proofs_rejected)
  values (@number, @id, @session_id, @session_name, @plan_digest, @plan_name, @plan_version, @execution, @verification,
    'open', @rollback, @strength, @lane, 0, 1, @reason, @created_at, @started_at, @finished_at, 2,
    2, 4, @last_hash, @queue_group, 0, @number, @operator, @proofs_verified, @proofs_rejected)`;

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
