/** What is known of the text when another one stands on the other side. */
export interface Texts {
  /** What both sides last agreed on. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** `take`: theirs, nothing of mine is lost. `keep`: mine on top of theirs. `ask`: both changed, a person decides. */
export type MergeDecision = 'same' | 'take' | 'keep' | 'ask';

/** Whose text stands when a draft was changed on both sides. */
export function mergeDecision({ base, mine, theirs }: Texts): MergeDecision {
  if (mine === theirs) return 'same';
  if (mine === base) return 'take';
  return theirs === base ? 'keep' : 'ask';
}

/** A text that could not be saved yet. */
export interface KeptText {
  readonly text: string;
  /** What it was written on top of. */
  readonly base: string;
  /** ms UTC. */
  readonly at: number;
}

/** Reads what was kept; `null` when there is none or it cannot be read. */
export function parseKept(stored: string | null): KeptText | null {
  if (stored === null) return null;
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== 'object' || value === null) return null;
    const { text, base, at } = value as Partial<Record<keyof KeptText, unknown>>;
    return typeof text === 'string' && typeof base === 'string' && typeof at === 'number' ? { text, base, at } : null;
  } catch {
    return null;
  }
}
