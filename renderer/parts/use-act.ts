import { toClientError } from '#renderer/client/client-error.ts';
import { useToast } from '#renderer/ui/toast.tsx';

/** Does something and tells the person when it was refused: what, why, and what to do. True when it was done. */
export type Act = (what: string, work: () => Promise<unknown>) => Promise<boolean>;

/** `const act = useAct()`; `await act('R-12 was not paused', () => client.runs.pause(…))`. */
export function useAct(): Act {
  const { show } = useToast();
  return async (what, work) => {
    try {
      await work();
      return true;
    } catch (thrown) {
      const error = toClientError(thrown);
      const hint = error.hint === undefined ? '' : ` ${error.hint}.`;
      show({ status: 'failed', title: what, text: `${error.message}.${hint}` });
      return false;
    }
  };
}
