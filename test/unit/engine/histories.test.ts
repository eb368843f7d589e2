import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replay } from '#main/engine/replay.ts';
import { checkChain } from '#main/kernel/event-chain.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunEvent } from '#shared/run/event.ts';

interface History {
  readonly plan: Plan;
  readonly end: Readonly<Record<string, unknown>>;
  readonly events: readonly RunEvent[];
}

const folder = new URL('../../fixtures/histories/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

function read(name: string): { readonly text: string; readonly history: History } {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { text, history: JSON.parse(text) as History };
}

describe.each(names)('the golden history %s', (name) => {
  const { history } = read(name);
  const [first] = history.events;
  if (first === undefined) throw new Error('no events');

  it('is decided today as it was', () => {
    const result = replay(history.plan, first.runId, history.events);
    if (!result.ok) throw new Error(`event ${result.difference.seq} differs: ${JSON.stringify(result.difference)}`);
    expect(result.state).toMatchObject(history.end);
    expect(result.decisions).toBeGreaterThan(0);
  });

  it('is an unbroken chain', () => {
    expect(checkChain(history.events)).toBeUndefined();
  });

  it('names the event of every changed byte in its data', () => {
    for (const [index, event] of history.events.entries()) {
      const text = JSON.stringify(event.data);
      const at = text.search(/[a-z]/);
      if (at === -1) continue;
      const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      const forged = history.events.map((other, place) =>
        place === index ? { ...other, data: JSON.parse(flipped) as never } : other,
      );
      expect(checkChain(forged)).toMatchObject({ seq: event.seq, differs: 'hash' });
    }
  });

  it('names a missing event', () => {
    const missing = history.events.filter((event) => event.seq !== 2);
    expect(checkChain(missing)).toMatchObject({ seq: 2, differs: 'seq' });
  });

  it('is decided differently when a recorded decision is taken out', () => {
    const settled = history.events.find((event) => event.type === 'step.settled');
    if (settled === undefined) throw new Error('no step settled');
    const without = history.events.filter((event) => event !== settled);
    expect(replay(history.plan, first.runId, without)).toMatchObject({
      ok: false,
      difference: { decided: { type: 'step.settled' } },
    });
  });
});
