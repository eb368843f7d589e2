import type { ArtifactGroup } from '#shared/api/artifacts.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { TreeNode } from '../tree/tree-node.ts';

type GroupStep = ArtifactGroup['steps'][number];

/** A file with where it belongs. */
export interface PlacedFile {
  readonly key: string;
  readonly group: ArtifactGroup;
  readonly step: GroupStep;
  readonly file: ArtifactRef;
}

/** A row of the tree: a run, a step of it, or a file. */
export type ArtifactRow =
  | (TreeNode & { readonly kind: 'run'; readonly group: ArtifactGroup; readonly files: number })
  | (TreeNode & { readonly kind: 'step'; readonly step: GroupStep })
  | (TreeNode & { readonly kind: 'file'; readonly placed: PlacedFile });

/** Which file the address names; `null` members say nothing of it. */
export interface WantedFile {
  /** Number of its run. */
  readonly run: number | null;
  readonly stepId: string | null;
  readonly name: string | null;
}

/** Every file in the order of the tree. */
export function placedFiles(groups: readonly ArtifactGroup[]): readonly PlacedFile[] {
  return groups.flatMap((group) =>
    group.steps.flatMap((step) =>
      step.files.map((file) => ({ key: `${stepKey(group.run, step)}/${file.name}`, group, step, file })),
    ),
  );
}

/** The rows in sight. Runs begin open: the first ones of a list, or those named; `toggled` are not as they began. */
export function artifactRows(
  groups: readonly ArtifactGroup[],
  toggled: ReadonlySet<string>,
  opened: (group: ArtifactGroup, index: number) => boolean,
): readonly ArtifactRow[] {
  return groups.flatMap((group, index): ArtifactRow[] => {
    const key = group.run.runId;
    const isOpen = opened(group, index) !== toggled.has(key);
    const files = group.steps.reduce((sum, step) => sum + step.files.length, 0);
    const row: ArtifactRow = {
      kind: 'run',
      key,
      level: 1,
      position: index + 1,
      siblings: groups.length,
      isOpen,
      group,
      files,
    };
    return isOpen ? [row, ...stepRows(group, toggled)] : [row];
  });
}

/** The file that is meant, else the first. */
export function chosenFile(files: readonly PlacedFile[], wanted: WantedFile): PlacedFile | undefined {
  if (wanted.name === null) return files[0];
  return files.find(
    ({ group, step, file }) =>
      file.name === wanted.name &&
      (wanted.run === null || group.run.number === wanted.run) &&
      (wanted.stepId === null || step.stepId === wanted.stepId),
  );
}

/** The next or previous file; the same at the ends, and `undefined` where there is none. */
export function neighbourFile(
  files: readonly PlacedFile[],
  chosen: PlacedFile | undefined,
  by: 1 | -1,
): PlacedFile | undefined {
  const at = chosen === undefined ? -1 : files.findIndex(({ key }) => key === chosen.key);
  return at < 0 ? files[0] : (files[at + by] ?? files[at]);
}

function stepRows(group: ArtifactGroup, toggled: ReadonlySet<string>): ArtifactRow[] {
  return group.steps.flatMap((step, at): ArtifactRow[] => {
    const key = stepKey(group.run, step);
    const isOpen = !toggled.has(key);
    const row: ArtifactRow = {
      kind: 'step',
      key,
      level: 2,
      position: at + 1,
      siblings: group.steps.length,
      isOpen,
      step,
    };
    const files = step.files.map(
      (file, index): ArtifactRow => ({
        kind: 'file',
        key: `${key}/${file.name}`,
        level: 3,
        position: index + 1,
        siblings: step.files.length,
        isOpen: null,
        placed: { key: `${key}/${file.name}`, group, step, file },
      }),
    );
    return isOpen ? [row, ...files] : [row];
  });
}

function stepKey(run: RunSummary, step: GroupStep): string {
  return `${run.runId}/${step.stepId}`;
}
