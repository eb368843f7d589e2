import { type ChainEnd, checkChain, sealEvent } from '#main/kernel/event-chain.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { EventDraft, RunEvent } from '#shared/run/event.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';

/** The end of a run's chain as its row has it. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: Digest | null;
}

interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly data: string;
  readonly prev: string | null;
  readonly hash: string;
}

interface RunHeadRow {
  readonly number: number;
  readonly last_seq: number;
  readonly last_hash: string;
}

/** Seals drafts behind the head of a run's chain. Nothing is written. AppError `store.unstorable`. */
export function sealAll(runId: RunId, head: ChainHead, drafts: readonly EventDraft[]): readonly RunEvent[] {
  let { seq, hash } = head;
  return drafts.map((draft) => {
    seq += 1;
    try {
      const event = sealEvent(draft, { runId, seq, prev: hash });
      hash = event.hash;
      return event;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new AppError('store.unstorable', `event ${draft.type} holds a value that JSON cannot carry exactly`, {
        hint: 'write large integers as strings; text must be well-formed Unicode',
        details: { type: draft.type, why: error.message },
        cause: error,
      });
    }
  });
}

/** Inside the transaction that also moves the head. */
export function insertEvents(connection: Connection, events: readonly RunEvent[]): void {
  for (const event of events) {
    connection.run(
      'insert into events (run_id, seq, at, type, actor, data, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?)',
      event.runId,
      event.seq,
      event.at,
      event.type,
      JSON.stringify(event.actor),
      JSON.stringify(event.data),
      event.prev,
      event.hash,
    );
  }
}

/**
 * Events after `afterSeq`, checked while they are read: each against its hash and the one before it, the last against what
 * the run's row says, so that a tail that is missing is found as well.
 */
export function readEvents(connection: Connection, runId: RunId, afterSeq: number): readonly RunEvent[] {
  return connection.snapshot(() => {
    const run = connection.get<RunHeadRow>('select number, last_seq, last_hash from runs where id = +?', runId);
    if (run === undefined) throw unknownRun(runId);
    if (afterSeq >= run.last_seq) return [];
    const after = afterSeq > 0 ? chainEnd(connection, runId, run, afterSeq) : null;
    const events = connection
      .all<EventRow>(
        'select seq, at, type, actor, data, prev, hash from events where run_id = +? and seq > +? order by seq',
        runId,
        afterSeq,
      )
      .map((row) => event(runId, run, row));
    const broken = checkChain(events, after);
    if (broken !== undefined) throw chainBroken(runId, run, broken);
    const last = events.at(-1);
    const seq = last?.seq ?? afterSeq;
    const place = {
      seq: Math.min(seq, run.last_seq) + 1,
      expected: `last event ${run.last_seq}`,
      found: `event ${seq}`,
    };
    if (seq !== run.last_seq) throw chainBroken(runId, run, { ...place, differs: 'seq' });
    if (last !== undefined && last.hash !== run.last_hash) {
      throw chainBroken(runId, run, { seq, differs: 'hash', expected: run.last_hash, found: last.hash });
    }
    return events;
  });
}

export function unknownRun(runId: RunId): AppError {
  return new AppError('run.unknown', `there is no run ${runId}`, { hint: 'list them with opsroom runs' });
}

function chainEnd(connection: Connection, runId: RunId, run: RunHeadRow, seq: number): ChainEnd {
  const row = connection.get<{ readonly hash: string }>(
    'select hash from events where run_id = +? and seq = +?',
    runId,
    seq,
  );
  if (row === undefined) {
    throw chainBroken(runId, run, { seq, differs: 'seq', expected: `event ${seq}`, found: 'nothing' });
  }
  return { runId, seq, hash: row.hash as Digest };
}

function event(runId: RunId, run: RunHeadRow, row: EventRow): RunEvent {
  const parse = (text: string, member: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw chainBroken(runId, run, { seq: row.seq, differs: member, expected: 'JSON', found: 'other text' });
    }
  };
  return {
    runId,
    seq: row.seq,
    at: row.at,
    type: row.type,
    actor: parse(row.actor, 'actor'),
    data: parse(row.data, 'data'),
    prev: row.prev,
    hash: row.hash,
  } as RunEvent;
}

function chainBroken(
  runId: RunId,
  run: RunHeadRow,
  what: { readonly seq: number; readonly differs: string; readonly expected: string; readonly found: string },
): AppError {
  const label = runLabel(run.number);
  return new AppError(
    'store.chain-broken',
    `event ${what.seq} of run ${label} is not as it was recorded: its ${what.differs} should be ${what.expected}, found ${what.found}`,
    {
      hint: 'the data folder was changed from outside or its disk is failing; compare with a backup',
      details: { runId, run: label, ...what },
    },
  );
}
