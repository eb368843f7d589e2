import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useSessions } from '#renderer/client/hooks/sessions.ts';
import type { FormDraft } from '#renderer/parts/schema-form/form-values.ts';
import { newestSession } from '#renderer/parts/start-run/first-session.ts';
import { type DryRunState, useDryRun } from '#renderer/parts/start-run/use-dry-run.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { asSentence } from '#renderer/ui/formats.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { formValues } from './side/inputs-pane.tsx';

interface PlanDryRun {
  readonly state: DryRunState;
  readonly draft: FormDraft;
  readonly errors: ReadonlyMap<string, string>;
  readonly showProblems: boolean;
  /** Why it cannot be done now; `null` when it can. */
  readonly obstacle: string | null;
  readonly setDraft: (draft: FormDraft) => void;
  readonly run: () => Promise<void>;
}

const NO_ERRORS: ReadonlyMap<string, string> = new Map();

/** A dry run of the text as it stands, with the values of the form. The text is stored first, and run by its digest. */
export function usePlanDryRun(text: string, plan: Plan | null, documentId: string): PlanDryRun {
  const dry = useDryRun();
  const act = useAct();
  const [session] = useSessions().data ?? [];
  const [draft, setDraft] = useState<FormDraft>({});
  const [errors, setErrors] = useState(NO_ERRORS);
  const [showProblems, setShowProblems] = useState(false);
  const obstacle = plan === null ? 'Correct the errors first' : null;
  return {
    state: dry.state,
    draft,
    errors,
    showProblems,
    obstacle,
    setDraft: (next) => {
      setDraft(next);
      setErrors(NO_ERRORS);
      dry.reset();
    },
    run: async () => {
      if (plan === null) return;
      setShowProblems(true);
      const inputs = formValues(plan, draft);
      if (inputs === null) return;
      await act('The dry run did not start', async () => {
        const { digest } = await client.plans.store({ text });
        const { problems } = await client.plans.checkInputs({ digest, inputs });
        setErrors(
          new Map(problems.map(({ input, message, hint }) => [input, `${asSentence(message)} ${asSentence(hint)}`])),
        );
        if (problems.length > 0) return;
        const sessionId = session?.id ?? (await newestSession());
        await dry.start({ digest, inputs, sessionId, documentId });
      });
    },
  };
}
