import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { RunState } from '#main/engine/state.ts';
import { loadRun } from '#main/runtime/commands.ts';
import { type LogReader, openLog } from '#main/store/logs/log-reader.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { ControlRoom } from '../compose.ts';
import type { Invocation } from './invocation.ts';
import type { Io } from './io.ts';
import { onStop } from './stop-signals.ts';

/** The recording of one act. */
export interface ActLog {
  readonly stepId: string;
  readonly try: number;
  readonly undo: boolean;
  readonly startedAt: number;
  /** Absolute path of the recording. */
  readonly file: string;
}

/** Which acts; `undefined` for any. */
export interface ActFilter {
  readonly step?: string | undefined;
  readonly try?: number | undefined;
  readonly undo?: boolean | undefined;
}

/** Lines that are read at a time, and most text of one log in a JSON document. */
const LINES = 1_000;
const DOCUMENT_BYTES = 1 << 20;

/** Every recording of a run that fits, in the order of the acts; the one of an act under way, or cut off, included. */
export async function listActLogs(room: ControlRoom, state: RunState, filter: ActFilter): Promise<readonly ActLog[]> {
  const logs: ActLog[] = [];
  for (const step of state.steps) {
    const stepId = step.step.id;
    for (const { try: number, undo, log, startedAt } of step.acts) {
      if (log !== null) logs.push({ stepId, try: number, undo, startedAt, file: room.logs.resolve(log.path) });
    }
    const { acting } = step;
    const isKnown = step.acts.some((act) => act.try === acting?.try && act.undo === acting.undo);
    if (acting === null || isKnown) continue;
    const file = await openRecording(room, state.runId, { stepId, ...acting });
    const startedAt = step.startedAt ?? state.createdAt;
    if (file !== undefined) logs.push({ stepId, try: acting.try, undo: acting.undo, startedAt, file });
  }
  return logs
    .filter(
      (log) =>
        (filter.step === undefined || log.stepId === filter.step) &&
        (filter.try === undefined || log.try === filter.try) &&
        (filter.undo === undefined || log.undo === filter.undo),
    )
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** The newest recording of an act that has not been reported: it stands in no event yet. */
async function openRecording(
  room: ControlRoom,
  runId: RunId,
  act: { readonly stepId: string; readonly try: number; readonly undo: boolean },
): Promise<string | undefined> {
  const base = `${act.stepId}.${act.try}${act.undo ? '.undo' : ''}`;
  const pattern = new RegExp(`^${base.replaceAll('.', '\\.')}(?:\\.(\\d+))?\\.cast$`);
  const names = await readdir(room.logs.resolve(runId)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const copies = names.flatMap((name) => {
    const match = pattern.exec(name);
    return match === null ? [] : [{ name, copy: Number(match[1] ?? 1) }];
  });
  const newest = copies.sort((a, b) => b.copy - a.copy)[0];
  return newest === undefined ? undefined : join(room.logs.resolve(runId), newest.name);
}

export function actTitle(log: ActLog): string {
  return `── ${log.stepId}${log.try > 1 ? ` try ${log.try}` : ''}${log.undo ? ' undo' : ''} ──`;
}

/** Prints one recording: as text without escape sequences, or its exact bytes. */
export async function printLog(io: Io, log: ActLog, raw: boolean): Promise<void> {
  await withLog(log, async (reader) => {
    if (raw) {
      const { bytes } = await reader.size();
      for (let offset = 0; offset < bytes && !io.gone.aborted; ) {
        const part = await reader.window({ offset, length: DOCUMENT_BYTES });
        io.out(part);
        await io.flush();
        offset += part.length;
      }
      return;
    }
    for (let from = 0; !io.gone.aborted; from += LINES) {
      const lines = await reader.lines({ from, count: LINES });
      if (lines.length > 0) io.out(lines.map((line) => `${plainText(line.text)}\n`).join(''));
      await io.flush();
      if (lines.length < LINES) return;
    }
  });
}

/** Prints the lines that hold a text, with where they stand. Returns how many. */
export async function searchLog(io: Io, log: ActLog, query: string): Promise<number> {
  let count = 0;
  await withLog(log, async (reader) => {
    for await (const match of reader.search(query, { ignoreCase: true })) {
      if (io.gone.aborted) return;
      count += 1;
      io.out(`${log.stepId}.${log.try}:${match.line + 1}: ${plainText(match.text)}\n`);
    }
  });
  return count;
}

/** One recording in a JSON document: its text up to 1 MiB, or the lines that a search finds. */
export async function logDocument(log: ActLog, query: string | undefined) {
  const base = { stepId: log.stepId, try: log.try, undo: log.undo, file: log.file };
  return withLog(log, async (reader) => {
    const size = await reader.size();
    if (query !== undefined) {
      const matches = [];
      for await (const match of reader.search(query, { ignoreCase: true })) matches.push(match);
      return { ...base, ...size, matches };
    }
    const text = (await reader.window({ offset: 0, length: DOCUMENT_BYTES })).toString('utf8');
    return { ...base, ...size, text, truncated: size.bytes > DOCUMENT_BYTES };
  });
}

/** Prints recordings one after the other as they come, until the run has ended, the reader is gone, or a signal. */
export async function followLogs(
  room: ControlRoom,
  invocation: Invocation,
  runId: RunId,
  filter: ActFilter,
  raw: boolean,
): Promise<void> {
  const { io } = invocation;
  const stop = new AbortController();
  const ignoreSignals = onStop(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, io.gone]);
  const seen = new Set<string>();
  try {
    for (;;) {
      const state = loadRun(room.store, runId);
      const next = (await listActLogs(room, state, filter)).find((log) => !seen.has(log.file));
      if (next !== undefined) {
        seen.add(next.file);
        if (!raw) io.out(io.paint('bold', `${actTitle(next)}\n`));
        await followLog(room, io, runId, next, { raw, signal });
        continue;
      }
      if (signal.aborted || isTerminal(state.execution)) return;
      await nextChange(room, signal);
    }
  } finally {
    ignoreSignals();
  }
}

async function followLog(
  room: ControlRoom,
  io: Io,
  runId: RunId,
  log: ActLog,
  { raw, signal }: { readonly raw: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const decoder = new TextDecoder();
  const isAbandoned = (): boolean => {
    const step = loadRun(room.store, runId).steps.find((one) => one.step.id === log.stepId);
    return step?.acting?.try !== log.try || step.acting.undo !== log.undo;
  };
  await withLog(log, async (reader) => {
    for await (const bytes of reader.follow({ signal, isAbandoned })) {
      io.out(raw ? bytes : plainText(decoder.decode(bytes, { stream: true })));
      await io.flush();
    }
  });
}

/** Resolves after somebody committed, after a short while, or once the signal aborts. */
function nextChange({ store, services }: ControlRoom, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stopWaking();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = services.clock.schedule(200, done);
    const stopWaking = store.onWake(done);
    signal.addEventListener('abort', done);
  });
}

async function withLog<T>(log: ActLog, action: (reader: LogReader) => Promise<T>): Promise<T> {
  const reader = await openLog(log.file);
  try {
    return await action(reader);
  } finally {
    await reader.close();
  }
}

/** Output as text: escape sequences and other control characters out, line breaks and tabs kept. */
function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Control}\n\t]/gu, '');
}
