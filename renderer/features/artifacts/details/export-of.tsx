import { useRun } from '#renderer/client/hooks/runs.ts';
import { ExportDialog } from '#renderer/parts/export-dialog/export-dialog.tsx';
import type { ArtifactGroup } from '#shared/api/artifacts.ts';

interface ExportOfProps {
  readonly group: ArtifactGroup;
  readonly onClose: () => void;
}

/** Exports the run that a file belongs to, once its proofs are known. */
export function ExportOf({ group: { run, planTitle }, onClose }: ExportOfProps) {
  const { data } = useRun(run.runId);
  if (data === undefined) return null;
  return (
    <ExportDialog runId={run.runId} number={run.number} planTitle={planTitle} proofs={data.proofs} onClose={onClose} />
  );
}
