import { boardOf } from '#main/runtime/views/board-view.ts';
import { open } from './base.ts';
import { requireSession } from './sessions.ts';
import { boardTails } from './streams/board-tails.ts';

export const boardCalls = {
  get: open.board.get.handler(({ context: { api }, input }) => {
    const now = api.services.clock.now();
    return boardOf(api.store, api.runs, requireSession(api, input.sessionId), { now, leaseMs: api.leaseMs });
  }),
  metrics: open.board.metrics.handler(({ context: { api } }) => {
    const now = api.services.clock.now();
    const known = api.store.instances.list();
    const beats = known.map(({ beatAt }) => beatAt);
    return {
      ...api.store.history.metrics(now),
      workers: {
        alive: beats.filter((beatAt) => now - beatAt < api.leaseMs).length,
        known: known.length,
        lastBeatAt: beats.length === 0 ? null : Math.max(...beats),
      },
    };
  }),
  tails: open.board.tails.handler(({ context, input, signal }) =>
    boardTails(context.api, input, signal ?? new AbortController().signal),
  ),
};
