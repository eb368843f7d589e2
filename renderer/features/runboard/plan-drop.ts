import { type RefObject, useEffect } from 'react';
import { useToast } from '#renderer/ui/toast.tsx';
import { useLatest } from '#renderer/ui/use-latest.ts';
import type { Lane } from '#shared/pulser/plan.ts';

/** Larger files are no plans. */
const MOST_BYTES = 2_000_000;

/** Takes plan files that are dropped on a lane; the text is checked before anything is made of it. */
export function usePlanDrop(board: RefObject<HTMLElement | null>, onPlan: (lane: Lane, text: string) => void): void {
  const { show } = useToast();
  const latest = useLatest(onPlan);
  useEffect(() => {
    const element = board.current;
    if (element === null) return undefined;
    const laneOf = (event: DragEvent): Lane | undefined => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-lane]') : null;
      return target?.dataset['lane'] as Lane | undefined;
    };
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (hasFiles(event) && laneOf(event) !== undefined) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      const lane = laneOf(event);
      const [file] = event.dataTransfer?.files ?? [];
      if (!hasFiles(event) || lane === undefined || file === undefined) return;
      event.preventDefault();
      if (file.size > MOST_BYTES) {
        show({
          status: 'failed',
          title: `${file.name} is not a plan`,
          text: 'A plan has at most 2 MB. Nothing was read.',
        });
        return;
      }
      void file.text().then(
        (text) => latest.current(lane, text),
        () => show({ status: 'failed', title: `${file.name} could not be read`, text: 'Nothing was changed.' }),
      );
    };
    element.addEventListener('dragover', over);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragover', over);
      element.removeEventListener('drop', drop);
    };
  }, [board, latest, show]);
}
