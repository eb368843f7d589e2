import { type RefObject, useEffect, useRef } from 'react';
import { useToast } from '#renderer/ui/toast.tsx';

/** Larger files are no plans. */
const MOST_BYTES = 2_000_000;

/** Takes plan files that are dropped on a place, or chosen; `onText` gets the text of each. */
export function usePlanFiles(
  place: RefObject<HTMLElement | null>,
  onText: (text: string, fileName: string) => void,
): (files: Iterable<File>) => void {
  const { show } = useToast();
  const take = (files: Iterable<File>): void => {
    for (const file of files) {
      if (file.size > MOST_BYTES) {
        show({
          status: 'failed',
          title: `${file.name} is not a plan`,
          text: 'A plan has at most 2 MB. Nothing was read.',
        });
        continue;
      }
      file.text().then(
        (text) => onText(text, file.name),
        () => show({ status: 'failed', title: `${file.name} could not be read`, text: 'Nothing was changed.' }),
      );
    }
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    element.addEventListener('dragover', over);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragover', over);
      element.removeEventListener('drop', drop);
    };
  }, [place]);
  return take;
}
