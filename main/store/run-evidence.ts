import type { RunEvidence } from '#shared/api/history.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { EventData } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';

/** What stands behind the outcome of a run; `undefined` where there is no such run. */
export function runEvidence(connection: Connection, runId: RunId): RunEvidence | undefined {
  return connection.snapshot(() => {
    const head = connection.get<{ readonly events: number; readonly digest: string }>(
      'select last_seq as events, last_hash as digest from runs where id = +?',
      runId,
    );
    if (head === undefined) return undefined;
    const waivers = connection.all<{ readonly data: string; readonly actor: string; readonly at: number }>(
      `select data, actor, at from events where run_id = ? and type = 'step.waived' order by seq`,
      runId,
    );
    return {
      events: head.events,
      digest: head.digest as Digest,
      waivers: waivers.map(({ data, actor, at }) => {
        const { stepId, reason, until } = JSON.parse(data) as EventData['step.waived'];
        return { stepId, reason, by: (JSON.parse(actor) as Actor).name, at, until };
      }),
    };
  });
}
