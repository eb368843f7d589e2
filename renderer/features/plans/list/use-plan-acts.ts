import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { useToast } from '#renderer/ui/toast.tsx';
import type { PlanDocument, PlanRow } from '#shared/api/plans.ts';
import { newPlanText } from '../model/new-plan.ts';

/** What can be done with plans from their list. */
export interface PlanActs {
  readonly create: (title: string) => void;
  readonly fromTemplate: (id: string) => void;
  readonly fromFile: (text: string, fileName: string) => void;
  readonly archive: (plans: readonly PlanRow[], archived: boolean) => void;
}

/** The acts of the plan list; each says when it was refused. */
export function usePlanActs(): PlanActs {
  const act = useAct();
  const queries = useQueryClient();
  const { show } = useToast();
  const [, navigate] = useLocation();
  const reread = (): Promise<void> => queries.invalidateQueries({ queryKey: ['plans'] });
  const open = (document: PlanDocument): void => navigate(`/plans/${document.id}`);
  const archive = async (plans: readonly PlanRow[], archived: boolean): Promise<void> => {
    const done: PlanRow[] = [];
    for (const plan of plans) {
      const what = `${plan.title} was not ${archived ? 'archived' : 'restored'}`;
      if (await act(what, () => client.plans.archive({ documentId: plan.id, archived }))) done.push(plan);
    }
    await reread();
    const [first] = done;
    if (first === undefined) return;
    const named = done.length === 1 ? first.title : `${done.length} plans`;
    show({
      id: 'plans-archived',
      title: `${named} ${archived ? 'archived' : 'restored'}`,
      ...(archived && { text: 'Runs, logs and artifacts stay where they are.' }),
      action: { label: 'Undo', run: () => void archive(done, !archived) },
    });
  };
  return {
    create: (title) =>
      void act('The plan was not made', async () => {
        open(await client.plans.create({ text: newPlanText(title), origin: 'new' }));
        await reread();
      }),
    fromTemplate: (id) =>
      void act('The template was not taken over', async () => {
        const { text } = await client.plans.template({ id });
        open(await client.plans.create({ text, origin: 'template' }));
        await reread();
      }),
    fromFile: (text, fileName) =>
      void act(`${fileName} was not imported`, async () => {
        open(await client.plans.create({ text, origin: 'file' }));
        await reread();
      }),
    archive: (plans, archived) => void archive(plans, archived),
  };
}
