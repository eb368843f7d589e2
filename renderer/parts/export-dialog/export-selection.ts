import type { ExportPreview } from '#shared/api/proofs.ts';

/** What is left out of a bundle: artifacts and logs by name, values by pattern. */
export interface ExportSelection {
  readonly artifacts: ReadonlySet<string>;
  readonly logs: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

export const NOTHING_WITHHELD: ExportSelection = { artifacts: new Set(), logs: new Set(), fields: new Set() };

type Part = ExportPreview['included'][number];

/** True for a part that is in the bundle. */
export function isIncluded({ kind, exclude }: Part, selection: ExportSelection): boolean {
  if (exclude === null) return true;
  return kind === 'log' ? !selection.logs.has(exclude) : !selection.artifacts.has(exclude);
}

/** Puts a part into the bundle, or takes it out. */
export function withPart(selection: ExportSelection, { kind, exclude }: Part, included: boolean): ExportSelection {
  if (exclude === null) return selection;
  const set = kind === 'log' ? 'logs' : 'artifacts';
  return { ...selection, [set]: toggled(selection[set], exclude, !included) };
}

/** Withholds the values of a pattern, or shows them. */
export function withField(selection: ExportSelection, pattern: string, withheld: boolean): ExportSelection {
  return { ...selection, fields: toggled(selection.fields, pattern, withheld) };
}

/** Files and bytes of what is in the bundle. */
export function totals(
  preview: ExportPreview,
  selection: ExportSelection,
): { readonly files: number; readonly bytes: number } {
  const parts = preview.included.filter((part) => isIncluded(part, selection));
  return {
    files: parts.reduce((sum, { files }) => sum + files, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function toggled(set: ReadonlySet<string>, member: string, on: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (on) next.add(member);
  else next.delete(member);
  return next;
}
