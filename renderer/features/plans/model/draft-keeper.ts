import type { Digest } from '#shared/lib/digest.ts';
import { mergeDecision, parseKept } from './draft.ts';

/** How the draft stands. `ask`: it was changed on both sides. `offline`: it is kept here until the connection is back. */
export interface DraftState {
  readonly text: string;
  /** What both sides last agreed on. */
  readonly base: string;
  readonly status: 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused' | 'ask';
  /** What stands on the other side while it has to be asked. */
  readonly theirs: string | null;
  /** Why it was refused. */
  readonly problem: string | null;
  /** ms UTC of the last save. */
  readonly savedAt: number | null;
}

/** True for a text that is kept nowhere but on this page, and that no save by itself brings in. */
export function isStuck({ status }: Pick<DraftState, 'status'>): boolean {
  return status === 'offline' || status === 'refused' || status === 'ask';
}

/** How a save ended. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly textDigest: Digest }
  | { readonly kind: 'changed'; readonly text: string; readonly textDigest: Digest }
  | { readonly kind: 'offline' }
  | { readonly kind: 'refused'; readonly message: string };

export interface DraftPorts {
  readonly save: (text: string, basedOn: Digest) => Promise<SaveOutcome>;
  /** The editor takes another text. */
  readonly show: (text: string) => void;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly key: string;
  readonly now: () => number;
  /** Runs something after a while, ms; returns what stops it. */
  readonly later: (run: () => void, ms: number) => () => void;
}

const AUTOSAVE_MS = 1500;
const RETRY_MS = 3000;

export type DraftKeeper = ReturnType<typeof keepDraft>;

/**
 * Keeps a draft saved while it is written. A text that is not saved yet also lies in the page's storage, and comes back after a
 * reload. When another text stands on the other side nothing is overwritten: both are kept until a person has decided.
 */
export function keepDraft(server: { readonly text: string; readonly textDigest: Digest }, ports: DraftPorts) {
  const listeners = new Set<() => void>();
  let basedOn = server.textDigest;
  let running: Promise<boolean> | null = null;
  let attempts = 0;
  let stopTimer = (): void => undefined;
  let state = restored(server.text, ports);

  const set = (change: Partial<DraftState>): void => {
    state = { ...state, ...change };
    if (state.text === state.base) ports.storage.removeItem(ports.key);
    else store();
    for (const listener of listeners) listener();
  };
  const store = (): void => {
    try {
      const kept = { text: state.text, base: state.base, at: ports.now() };
      ports.storage.setItem(ports.key, JSON.stringify(kept));
    } catch {
      // The storage is full: the text still stands in the editor.
    }
  };
  const schedule = (ms: number): void => {
    stopTimer();
    stopTimer = ports.later(() => void save(), ms);
  };

  const attempt = async (): Promise<boolean> => {
    if (state.status === 'ask') return false;
    if (state.text === state.base) {
      set({ status: 'saved' });
      return true;
    }
    const sent = state.text;
    set({ status: 'saving', problem: null });
    const outcome = await ports.save(sent, basedOn);
    switch (outcome.kind) {
      case 'saved':
        basedOn = outcome.textDigest;
        set({ base: sent, savedAt: ports.now(), status: state.text === sent ? 'saved' : 'unsaved' });
        if (state.text === sent) return true;
        schedule(AUTOSAVE_MS);
        return false;
      case 'offline':
        set({ status: 'offline' });
        schedule(RETRY_MS);
        return false;
      case 'refused':
        set({ status: 'refused', problem: outcome.message });
        return false;
      case 'changed':
        return await meet(outcome.text, outcome.textDigest);
    }
  };

  /** Another text stands on the other side. */
  const meet = async (theirs: string, digest: Digest): Promise<boolean> => {
    const decision = mergeDecision({ base: state.base, mine: state.text, theirs });
    if (decision === 'ask') {
      basedOn = digest;
      set({ status: 'ask', theirs });
      return false;
    }
    basedOn = digest;
    if (decision === 'keep') return await attempt();
    const isNew = state.text !== theirs;
    set({ text: theirs, base: theirs, status: 'saved', theirs: null });
    if (isNew) ports.show(theirs);
    return true;
  };

  /** Saves what stands there now. True when it is saved. */
  const save = async (): Promise<boolean> => {
    stopTimer();
    const own = running === null ? attempt() : running.then(attempt);
    attempts += 1;
    running = own;
    try {
      return await own;
    } finally {
      if (running === own) running = null;
    }
  };

  if (state.status === 'unsaved') schedule(AUTOSAVE_MS);

  return {
    state: (): DraftState => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** What the draft is based on now. */
    basedOn: (): Digest => basedOn,
    change(text: string): void {
      if (text === state.text) return;
      const status = state.status === 'ask' ? 'ask' : text === state.base ? 'saved' : 'unsaved';
      set({ text, status });
      if (status === 'unsaved' && running === null) schedule(AUTOSAVE_MS);
    },
    save,
    /** Something changed on the other side: reads what stands there. An answer that a save overtook is old, and dropped. */
    async hear(read: () => Promise<{ readonly text: string; readonly textDigest: Digest }>): Promise<void> {
      if (running !== null) return;
      const before = attempts;
      const { text, textDigest } = await read();
      if (attempts !== before || textDigest === basedOn || state.status === 'ask') return;
      await meet(text, textDigest);
    },
    /** The person has decided what stands now. */
    async decide(text: string): Promise<boolean> {
      const { theirs } = state;
      if (theirs === null) return false;
      set({ base: theirs, text, theirs: null, status: text === theirs ? 'saved' : 'unsaved' });
      ports.show(text);
      return await save();
    },
    /** The draft was thrown away on the other side, on purpose. */
    reset(text: string, digest: Digest): void {
      stopTimer();
      basedOn = digest;
      set({ text, base: text, status: 'saved', theirs: null, problem: null });
      ports.show(text);
    },
    stop(): void {
      stopTimer();
    },
  };
}

function restored(serverText: string, ports: DraftPorts): DraftState {
  const kept = parseKept(ports.storage.getItem(ports.key));
  const base = { theirs: null, problem: null, savedAt: null };
  if (kept === null || kept.text === serverText)
    return { ...base, text: serverText, base: serverText, status: 'saved' };
  const decision = mergeDecision({ base: kept.base, mine: kept.text, theirs: serverText });
  if (decision === 'ask') return { ...base, text: kept.text, base: kept.base, status: 'ask', theirs: serverText };
  if (decision === 'keep') return { ...base, text: kept.text, base: serverText, status: 'unsaved' };
  return { ...base, text: serverText, base: serverText, status: 'saved' };
}
