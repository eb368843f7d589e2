import { describe, expect, test } from 'vitest';
import type { AppendRequest } from '#main/engine/ports/store.ts';
import { checkChain } from '#main/kernel/event-chain.ts';
import { sha256 } from '#main/kernel/hash.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { StepSummary } from '#shared/run/run.ts';
import { OPERATOR, type StoreKit, StoreWorld, WORKER } from './store-world.ts';

export function appendSuite(name: string, makeKit: () => StoreKit): void {
  const claimed = () => {
    const w = new StoreWorld(makeKit());
    const runId = w.queue();
    const { generation } = w.mustClaim();
    const request: AppendRequest = {
      runId,
      expectedSeq: 2,
      fence: { owner: w.owner, generation },
      events: [
        { type: 'run.started', at: w.now(), actor: WORKER, data: {} },
        { type: 'step.started', at: w.now(), actor: WORKER, data: { stepId: 'one' } },
      ],
      summary: { ...w.get(runId), execution: 'running', startedAt: w.now() },
      steps: [],
    };
    return { w, runId, request };
  };

  describe(`append: ${name}`, () => {
    test('seals events into the chain and returns what it stored', () => {
      const { w, runId, request } = claimed();
      const outcome = w.store.runs.append(request);
      const events = w.store.runs.events(runId);
      expect(outcome).toEqual({ ok: true, events: events.slice(2) });
      expect(events.map((event) => [event.seq, event.type])).toEqual([
        [1, 'run.created'],
        [2, 'run.claimed'],
        [3, 'run.started'],
        [4, 'step.started'],
      ]);
      expect(checkChain(events)).toBeUndefined();
      expect(w.store.runs.events(runId, 3)).toEqual(events.slice(3));
      expect(w.store.runs.events(runId, 4)).toEqual([]);
      expect(w.get(runId)).toMatchObject({ execution: 'running', startedAt: w.now(), owner: w.owner });
    });

    test('answers conflict when others appended first, and stores nothing', () => {
      const { w, runId, request } = claimed();
      expect(w.store.runs.append({ ...request, expectedSeq: 1 })).toEqual({ ok: false, why: 'conflict' });
      expect(w.store.runs.append({ ...request, expectedSeq: 3 })).toEqual({ ok: false, why: 'conflict' });
      expect(w.lastSeq(runId)).toBe(2);
      expect(w.get(runId).execution).toBe('claimed');
    });

    test('answers fenced to everybody but the present owner', () => {
      const { w, runId, request } = claimed();
      const fenced = { ok: false, why: 'fenced' };
      expect(w.store.runs.append({ ...request, fence: { owner: w.register(), generation: 1 } })).toEqual(fenced);
      expect(w.store.runs.append({ ...request, fence: { owner: w.owner, generation: 0 } })).toEqual(fenced);
      w.move(runId, 'waiting');
      expect(w.store.runs.append({ ...request, expectedSeq: 3 })).toEqual(fenced);
      w.move(runId, 'queued');
      w.mustClaim();
      expect(w.store.runs.append({ ...request, expectedSeq: 5 })).toEqual(fenced);
      expect(w.lastSeq(runId)).toBe(5);
    });

    test('takes an operator command without a claim', () => {
      const { w, runId, request } = claimed();
      const outcome = w.store.runs.append({
        runId,
        expectedSeq: 2,
        events: [{ type: 'cancel.requested', at: w.now(), actor: OPERATOR, data: { reason: 'enough' } }],
        summary: { ...request.summary, reason: 'enough' },
        steps: [],
      });
      expect(outcome.ok).toBe(true);
      expect(w.get(runId)).toMatchObject({ reason: 'enough', owner: w.owner, execution: 'running' });
    });

    test('writes every projection that came with the events', () => {
      const { w, runId, request } = claimed();
      const before = w.store.runs.steps(runId);
      expect(before).toMatchObject([
        { id: 'one', index: 0, title: 'one', status: 'pending', verdict: null, tries: 0, outputs: {} },
        { id: 'two', index: 1, status: 'pending' },
      ]);
      const step: StepSummary = {
        ...(before[1] as StepSummary),
        status: 'settled',
        verdict: 'verified',
        strength: 'proven',
        tries: 2,
        undo: 'restored',
        reason: 'done',
        outputs: { port: 8080, names: ['a'] },
        startedAt: 5,
        finishedAt: 9,
      };
      const artifact: ArtifactRef = {
        name: 'out.txt',
        digest: sha256('1'),
        mediaType: 'text/plain',
        size: 1,
        stepId: 'two',
      };
      const newer = { ...artifact, digest: sha256('2'), size: 2 };
      const summary = {
        ...request.summary,
        execution: 'finished',
        verification: 'passed',
        disposition: 'resolved',
        rollback: 'verified',
        strength: 'proven',
        reason: 'all good',
        waitingFor: 'approval',
        wakeAt: 77,
        startedAt: 5,
        finishedAt: 10,
        stepsDone: 2,
      } as const;
      const proofs = [proof(runId, 'two'), proof(runId, 'one')];
      w.store.runs.append({ ...request, summary, steps: [step], artifacts: [artifact, newer], proofs });
      expect(w.get(runId)).toEqual({ ...summary, owner: null });
      expect(w.store.runs.steps(runId)).toEqual([before[0], step]);
      expect(w.store.runs.artifacts(runId)).toEqual([newer]);
      expect(w.store.runs.proofs(runId).map((record) => record.stepId)).toEqual(['one', 'two']);
      expect(w.store.runs.proofs(runId)[1]).toEqual(proofs[0]);
    });

    test('stores all of it or nothing', () => {
      const { w, runId, request } = claimed();
      const [step] = w.store.runs.steps(runId);
      const unknown = { ...(step as StepSummary), id: 'nobody' };
      expect(() => w.store.runs.append({ ...request, steps: [unknown] })).toThrow(
        expect.objectContaining({ code: 'store.unknown-step' }),
      );
      expect(w.lastSeq(runId)).toBe(2);
      expect(w.get(runId).execution).toBe('claimed');
      expect(w.store.runs.append(request).ok).toBe(true);
    });

    test('refuses values that JSON cannot carry exactly', () => {
      const { w, runId, request } = claimed();
      const events = [{ type: 'run.requeued', at: w.now(), actor: WORKER, data: { reason: 'lone \ud800' } }] as const;
      expect(() => w.store.runs.append({ ...request, events })).toThrow(
        expect.objectContaining({ code: 'store.unstorable' }),
      );
      expect(w.lastSeq(runId)).toBe(2);
    });

    test('keeps any text as it is', () => {
      const { w, runId, request } = claimed();
      const reason = 'zero \0, quote \', emoji 🧪, line\nbreak, "json" \\u0000';
      const events = [{ type: 'run.requeued', at: w.now(), actor: WORKER, data: { reason } }] as const;
      w.store.runs.append({ ...request, events, summary: { ...request.summary, reason: "quote ' and 🧪" } });
      expect(w.store.runs.events(runId).at(-1)?.data).toEqual({ reason });
      expect(w.get(runId).reason).toBe("quote ' and 🧪");
    });

    test('says which run it does not know', () => {
      const { w, request } = claimed();
      const runId = 'nobody' as RunId;
      const unknown = expect.objectContaining({ code: 'run.unknown' });
      expect(() => w.store.runs.append({ ...request, runId })).toThrow(unknown);
      expect(() => w.store.runs.events(runId)).toThrow(unknown);
      expect(() => w.store.runs.queuePosition(runId)).toThrow(unknown);
      expect(w.store.runs.get(runId)).toBeUndefined();
      expect(w.store.runs.steps(runId)).toEqual([]);
    });
  });
}

function proof(runId: RunId, stepId: string): ProofRecord {
  return {
    record: 1,
    runId,
    stepId,
    planDigest: sha256('plan'),
    attemptOf: null,
    generation: 1,
    actor: WORKER,
    effect: 'write',
    inputs: { env: 'staging' },
    secrets: [],
    startedAt: 1,
    finishedAt: 2,
    preconditions: [],
    before: [],
    after: [],
    rereadings: [],
    acts: [],
    answers: [],
    tries: 1,
    verdict: 'verified',
    strength: 'proven',
    checks: ['proven'],
    reason: '',
    undo: null,
    outputs: {},
    artifacts: [],
    events: { first: 1, last: 2 },
  };
}
