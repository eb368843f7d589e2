import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { useSessions } from '#renderer/client/hooks/sessions.ts';
import { asSentence } from '#renderer/ui/formats.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import { type Definitions, draftCarried, draftOf, type FormDraft, readForm } from '../schema-form/form-values.ts';
import { serverProblems } from '../schema-form/server-problems.ts';
import { newestSession, openOrFirstSession } from './first-session.ts';
import type { ReadyPlan } from './start-source.ts';
import { type DryRunState, useDryRun } from './use-dry-run.ts';

export interface StartFormState {
  readonly sessionId: SessionId | null;
  readonly sessions: readonly { readonly id: SessionId; readonly name: string }[];
  readonly lane: Lane | null;
  readonly draft: FormDraft;
  readonly priority: number;
  readonly strict: boolean;
  readonly showProblems: boolean;
  readonly errors: ReadonlyMap<string, string>;
  readonly refusal: ClientError | null;
  readonly isStarting: boolean;
  readonly dry: DryRunState;
  /** What another version of the plan goes on from. */
  readonly typed: () => TypedStart;
  readonly setSession: (id: SessionId) => void;
  readonly setLane: (lane: Lane | null) => void;
  readonly setDraft: (draft: FormDraft) => void;
  readonly setPriority: (priority: number) => void;
  readonly setStrict: (strict: boolean) => void;
  readonly dryRun: () => Promise<void>;
  /** `null` when it was refused; the form then says why. */
  readonly start: () => Promise<{ readonly runId: RunId; readonly number: number } | null>;
}

/** What was filled in for another version of the same plan. */
export interface TypedStart extends Pick<StartFormState, 'sessionId' | 'lane' | 'draft' | 'priority' | 'strict'> {
  readonly definitions: Definitions;
}

/** What was chosen before the dialog opened. */
interface GivenStart {
  readonly typed: TypedStart | null;
  readonly sessionId: SessionId | null;
  readonly lane: Lane | null;
  readonly values: Readonly<Record<string, Json>>;
}

const NO_ERRORS: ReadonlyMap<string, string> = new Map();

/** What a person fills in before a run starts, and what the control room says to it. */
export function useStartForm(ready: ReadyPlan, given: GivenStart): StartFormState {
  const { digest, plan, documentId } = ready;
  const { typed } = given;
  const open = useSessions().data ?? [];
  const [chosen, setSession] = useState<SessionId | null>(typed?.sessionId ?? given.sessionId);
  const [where, setLane] = useState<Lane | null>(typed === null ? (given.lane ?? plan.lane ?? null) : typed.lane);
  const [draft, setDraft] = useState<FormDraft>(() => {
    const fresh = draftOf(plan.inputs, given.values);
    return typed === null ? fresh : draftCarried(plan.inputs, fresh, typed);
  });
  const [priority, setPriority] = useState(typed?.priority ?? 0);
  const [strict, setStrict] = useState(typed?.strict ?? false);
  const [showProblems, setShowProblems] = useState(false);
  const [errors, setErrors] = useState(NO_ERRORS);
  const [refusal, setRefusal] = useState<ClientError | null>(null);
  const [isStarting, setIsStarting] = useState(false);
  const dry = useDryRun();
  const sessionId = chosen ?? open[0]?.id ?? null;

  /** The inputs when they fit; what does not is said at its field. */
  const checked = async (): Promise<Readonly<Record<string, Json>> | null> => {
    setShowProblems(true);
    setRefusal(null);
    dry.reset();
    const { values, problems } = readForm(plan.inputs, draft);
    if (problems.size > 0) return null;
    const { problems: found } = await client.plans.checkInputs({ digest, inputs: values });
    setErrors(new Map(found.map(({ input, message, hint }) => [input, `${asSentence(message)} ${asSentence(hint)}`])));
    return found.length === 0 ? values : null;
  };
  /** A run needs a session; the first one is made for it. */
  const session = async (): Promise<SessionId> => {
    const id = sessionId ?? (await openOrFirstSession());
    setSession(id);
    return id;
  };
  const refused = (thrown: unknown): void => {
    const error = toClientError(thrown);
    const atFields = serverProblems(error);
    if (atFields.size > 0) setErrors(atFields);
    else setRefusal(error);
  };

  return {
    sessionId,
    sessions: open,
    lane: where,
    draft,
    priority,
    strict,
    showProblems,
    errors,
    refusal,
    isStarting,
    dry: dry.state,
    typed: () => ({ definitions: plan.inputs, sessionId: chosen, lane: where, draft, priority, strict }),
    setSession,
    setLane,
    setDraft: (next) => {
      setDraft(next);
      setErrors(NO_ERRORS);
      dry.reset();
    },
    setPriority,
    setStrict,
    dryRun: async () => {
      try {
        const inputs = await checked();
        if (inputs === null) return;
        await dry.start({ digest, inputs, sessionId: sessionId ?? (await newestSession()), documentId });
      } catch (thrown) {
        refused(thrown);
      }
    },
    start: async () => {
      if (isStarting) return null;
      setIsStarting(true);
      try {
        const inputs = await checked();
        if (inputs === null) return null;
        const into = await session();
        return await client.runs.start({ digest, sessionId: into, inputs, lane: where, priority, strict, documentId });
      } catch (thrown) {
        refused(thrown);
        return null;
      } finally {
        setIsStarting(false);
      }
    },
  };
}
