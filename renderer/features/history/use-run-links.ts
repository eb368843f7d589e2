import { useLocation } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { useToast } from '#renderer/ui/toast.tsx';
import type { HistoryRow } from '#shared/api/history.ts';
import { runLabel } from '#shared/run/ids.ts';
import { NEWEST_FIRST } from './history-query.ts';

export interface RunLinks {
  /** Shows a run beside the one before it of the same plan, or the last verified one before it. */
  readonly comparePrevious: (row: HistoryRow, green: boolean) => Promise<void>;
  /** Shows two runs, by id, side by side; the older one to the left. */
  readonly compare: (runIds: readonly [string, string]) => Promise<void>;
}

/** Ways from a run of the history to a comparison. */
export function useRunLinks(): RunLinks {
  const [, navigate] = useLocation();
  const act = useAct();
  const { show } = useToast();
  return {
    compare: async (runIds) => {
      await act('The runs were not compared', async () => {
        const details = await Promise.all(runIds.map((ref) => client.runs.get({ ref })));
        const numbers = details.map(({ run }) => run.number).sort((one, other) => one - other);
        navigate(`/compare/${numbers.map(runLabel).join('/')}`);
      });
    },
    comparePrevious: async ({ run, planTitle }, green) => {
      const label = runLabel(run.number);
      await act(`${label} was not compared`, async () => {
        const { rows } = await client.history.window({
          filter: { plans: [run.planName], to: run.createdAt, ...(green ? { status: ['succeeded'] } : {}) },
          sort: NEWEST_FIRST,
          offset: 0,
          limit: 1,
        });
        const [before] = rows;
        if (before === undefined) {
          show({ title: `No ${green ? 'verified ' : ''}run of ${planTitle} before ${label}` });
        } else navigate(`/compare/${runLabel(before.run.number)}/${label}`);
      });
    },
  };
}
