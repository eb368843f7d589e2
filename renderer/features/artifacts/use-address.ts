import { useSearchParams } from 'wouter';
import { runLabel } from '#shared/run/ids.ts';
import type { PlacedFile, WantedFile } from './model/artifact-rows.ts';

interface Address {
  /** Label of the only run that is shown. */
  readonly run: string | null;
  readonly wanted: WantedFile;
  readonly choose: (file: PlacedFile) => void;
  readonly setRun: (label: string | null) => void;
}

/** What of the page is in its address: the run it is narrowed to, and the chosen file. */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  const run = params.get('run');
  const of = /^R-(\d+)$/i.exec(params.get('of') ?? '')?.[1];
  const change = (make: (next: URLSearchParams) => void): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        make(next);
        return next;
      },
      { replace: true },
    );
  return {
    run: run === null || run === '' ? null : run,
    wanted: {
      run: of === undefined ? null : Number(of),
      stepId: params.get('step'),
      name: params.get('file'),
    },
    choose: ({ group, step, file }) =>
      change((next) => {
        next.set('of', runLabel(group.run.number));
        next.set('step', step.stepId);
        next.set('file', file.name);
      }),
    setRun: (label) =>
      change((next) => {
        if (label === null) next.delete('run');
        else next.set('run', label);
      }),
  };
}
