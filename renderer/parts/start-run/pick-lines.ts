import type { PlanRow, TemplateRow } from '#shared/api/plans.ts';
import type { StartSource } from './start-source.ts';

/** Something that can be picked to be run. */
export interface PickLine {
  readonly key: string;
  readonly group: 'Plans' | 'Templates';
  readonly title: string;
  readonly detail: string;
  readonly effect: 'read' | 'write' | 'irreversible' | null;
  readonly source: StartSource;
}

/** Plans and templates in which every typed word occurs. */
export function pickLines(
  plans: readonly PlanRow[],
  templates: readonly TemplateRow[],
  typed: string,
): readonly PickLine[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = (...texts: readonly string[]): boolean => {
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = plans
    .filter((plan) => isMeant(plan.title, plan.name))
    .map((plan): PickLine => {
      const version = plan.head === null ? 'draft' : `v${plan.head}`;
      const steps = plan.steps === null ? 'cannot be read' : stepCount(plan.steps);
      const source = { kind: 'document', documentId: plan.id } as const;
      return {
        key: plan.id,
        group: 'Plans',
        title: plan.title,
        detail: `${version}, ${steps}`,
        effect: plan.effect,
        source,
      };
    });
  const ready = templates
    .filter((template) => isMeant(template.title, template.description))
    .map((template): PickLine => {
      const { id, title, steps, effect } = template;
      const source = { kind: 'template', id } as const;
      return { key: `template-${id}`, group: 'Templates', title, detail: stepCount(steps), effect, source };
    });
  return [...found, ...ready];
}

function stepCount(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}
