import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Session } from '../run/session.ts';
import type { ShownStatus } from '../run/status.ts';
import { call, sessionId, sessionName } from './base.ts';

/** A session as the sidebar shows it. */
export interface SessionRow extends Session {
  /** Runs by how they are shown; absent means none. */
  readonly counts: Readonly<Partial<Record<ShownStatus, number>>>;
  /** ms UTC of the newest event of its runs, or when it was made. */
  readonly activeAt: number;
}

export const sessions = {
  /** Open sessions by newest activity, or the archived ones. */
  list: call.input(z.strictObject({ archived: z.boolean() })).output(type<readonly SessionRow[]>()),
  /** Refused with `session.exists` while an open session has that name. */
  create: call.input(z.strictObject({ name: sessionName })).output(type<Session>()),
  rename: call.input(z.strictObject({ sessionId, name: sessionName })).output(type<Session>()),
  /** Refused with `session.busy` while a run of it is not terminal. Its runs, logs and artifacts stay where they are. */
  archive: call.input(z.strictObject({ sessionId })).output(type<Session>()),
  restore: call.input(z.strictObject({ sessionId })).output(type<Session>()),
};
