import { boardOf } from '#main/runtime/views/board-view.ts';
import { open } from './base.ts';
import { requireSession } from './sessions.ts';
import { boardTails } from './streams/board-tails.ts';

export const boardCalls = {
  get: open.board.get.handler(({ context: { api }, input }) => {
    const now = api.services.clock.now();
    return boardOf(api.store, api.runs, requireSession(api, input.sessionId), { now, leaseMs: api.leaseMs });
  }),
  metrics: open.board.metrics.handler(({ context: { api } }) => api.store.history.metrics(api.services.clock.now())),
  tails: open.board.tails.handler(({ context, input, signal }) =>
    boardTails(context.api, input, signal ?? new AbortController().signal),
  ),
};
