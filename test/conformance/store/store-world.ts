import type { AppendOutcome, Claim, ClaimRequest, Store } from '#main/engine/ports/store.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { normalise } from '#shared/pulser/normalise.ts';
import { type Lane, type Plan, plan as planSchema } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { Execution } from '#shared/run/verdict.ts';

export const WORKER: Actor = { kind: 'worker', name: 'w' };
export const OPERATOR: Actor = { kind: 'operator', name: 'o' };
export const LEASE = 10_000;

/** Opens a store on a data folder of its own; the suites know nothing else of what is behind the port. */
export interface StoreKit {
  readonly now: () => number;
  /** A store of the running test, closed when the test ends. Called again, another connection to the same data. */
  open(): Store;
}

export interface QueueOptions {
  readonly session?: string;
  readonly lane?: Lane;
  readonly locks?: readonly string[];
  readonly priority?: number;
  readonly plan?: Plan;
  readonly at?: number;
}

export function makePlan(name = 'sample', steps = ['one', 'two']): Plan {
  return normalise(
    planSchema.parse({
      pulser: 1,
      name,
      steps: steps.map((id) => ({ id, do: { shell: 'true' }, verify: [{ file: { path: `${id}.txt` } }] })),
    }),
  );
}

const PLAN = makePlan();

/** What tests do to a store, in few words. */
export class StoreWorld {
  readonly store: Store;
  readonly now: () => number;
  readonly owner: InstanceId;

  constructor(kit: StoreKit, store = kit.open()) {
    this.store = store;
    this.now = kit.now;
    this.owner = this.register();
  }

  register(): InstanceId {
    const id = uuidv7(this.now()) as InstanceId;
    this.store.instances.register({ id, host: 'host', pid: 1, kind: 'worker', now: this.now() });
    return id;
  }

  queue(options: QueueOptions = {}): RunId {
    const plan = options.plan ?? PLAN;
    const digest: Digest = jsonDigest(plan);
    const at = options.at ?? this.now();
    const session = this.store.sessions.ensure(options.session ?? 's', at);
    this.store.plans.put(plan, digest, at);
    const event: EventDraft<'run.created'> = {
      type: 'run.created',
      at,
      actor: OPERATOR,
      data: {
        planDigest: digest,
        planName: plan.name,
        planVersion: plan.version,
        sessionId: session.id,
        sessionName: session.name,
        number: 0,
        inputs: {},
        secrets: [],
        laneWish: options.lane ?? null,
        priority: options.priority ?? 0,
        locks: options.locks ?? [],
        policy: { strict: false, approve: false },
        workdir: '/',
        workspace: '/',
        attemptOf: null,
        engine: '1',
      },
    };
    const steps = plan.steps.map(({ id, title }) => ({ id, title }));
    return this.store.runs.create({ sessionId: session.id, event, steps }).runId;
  }

  claim(options: Partial<ClaimRequest> = {}): Claim | undefined {
    const base = { owner: this.owner, host: 'host', now: this.now(), leaseMs: LEASE, actor: WORKER };
    return this.store.runs.claim({ ...base, ...options });
  }

  /** Claims, and fails the test when there is nothing to claim. */
  mustClaim(options: Partial<ClaimRequest> = {}): Claim {
    const claim = this.claim(options);
    if (claim === undefined) throw new Error('nothing to claim');
    return claim;
  }

  get(runId: RunId): RunSummary {
    const run = this.store.runs.get(runId);
    if (run === undefined) throw new Error(`no run ${runId}`);
    return run;
  }

  lastSeq(runId: RunId): number {
    return this.store.runs.events(runId).length;
  }

  /** Appends one event that takes the run to an execution; as its owner when it has one. */
  move(
    runId: RunId,
    execution: Execution,
    options: { readonly head?: boolean; readonly summary?: Partial<RunSummary> } = {},
  ): AppendOutcome {
    const run = this.get(runId);
    const fence = run.owner === null ? {} : { fence: { owner: run.owner, generation: run.generation } };
    return this.store.runs.append({
      runId,
      expectedSeq: this.lastSeq(runId),
      ...fence,
      events: [{ type: 'run.requeued', at: this.now(), actor: WORKER, data: { reason: execution } }],
      summary: { ...run, execution, ...options.summary },
      steps: [],
      ...(options.head === undefined ? {} : { head: options.head }),
    });
  }

  /** Claims every run that can be claimed now, in the order they come. */
  claimAll(options: Partial<ClaimRequest> = {}): RunId[] {
    const claimed: RunId[] = [];
    for (let claim = this.claim(options); claim !== undefined; claim = this.claim(options)) claimed.push(claim.runId);
    return claimed;
  }
}
