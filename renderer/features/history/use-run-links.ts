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
  readonly compare: (left: string, right: string) => void;
}

/** Ways from a run of the history to a comparison. */
export function useRunLinks(): RunLinks {
  const [, navigate] = useLocation();
  const act = useAct();
  const { show } = useToast();
  return {
    compare: (left, right) => navigate(`/compare/${left}/${right}`),
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
