import { Check, Lock } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { Question } from '#shared/api/questions.ts';
import type { Answer, Decision } from '#shared/run/event.ts';
import { draftOf, readForm } from '../schema-form/form-values.ts';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { serverProblems } from '../schema-form/server-problems.ts';
import styles from './question.module.css';
import { DECISION_TEXTS, mayAct } from './question-texts.ts';

interface AnswerFormProps {
  readonly question: Question;
  readonly expiry: string | null;
  readonly isExpired: boolean;
  readonly hasKeys: boolean;
  /** Something else is to be done first: an address that waits to be opened. */
  readonly isSecond: boolean;
  readonly onAnswered?: () => void;
}

/** The controls that answer a question. What cannot be undone is held shut until its text was typed. */
export function AnswerForm({ question, expiry, isExpired, hasKeys, isSecond, onAnswered }: AnswerFormProps) {
  const { run, stepId, askedSeq, stepIndex, kind, confirmText, reasonRequired, fields, decisions, asker } = question;
  const required = new Set(Object.keys(fields).filter((name) => asker?.optional.includes(name) !== true));
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [draft, setDraft] = useState(() => draftOf(fields));
  const [wasTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const isTyped = confirmText === null || typed === confirmText;
  const hasReason = !reasonRequired || reason.trim() !== '';
  const isShut = isExpired || isBusy;

  const send = async (answer: Answer): Promise<void> => {
    setTried(true);
    if (isShut || !hasReason) return;
    setBusy(true);
    setError(null);
    try {
      const given = reason.trim() === '' ? null : reason.trim();
      await client.questions.answer({
        runId: run.runId,
        stepId,
        askedSeq,
        answer,
        reason: given,
        confirmText: confirmText === null ? null : typed,
      });
      onAnswered?.();
    } catch (thrown) {
      setError(toClientError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const approve = (): void => {
    if (!isTyped) return;
    if (kind !== 'form') {
      void send({ kind: 'approve' });
      return;
    }
    const { values, problems } = readForm(fields, draft, required);
    setTried(true);
    if (problems.size === 0) void send({ kind: 'values', values });
  };
  const deny = (): void => void send({ kind: 'deny' });
  const isQuestion = kind !== 'decision';
  useCommands([
    {
      id: 'question.approve',
      title: 'Approve',
      keys: 'Mod+Enter',
      group: 'Decision',
      enabled: hasKeys && isQuestion && isTyped,
      run: approve,
    },
    {
      id: 'question.reject',
      title: 'Reject',
      keys: 'Shift+R',
      group: 'Decision',
      enabled: hasKeys && isQuestion,
      run: deny,
    },
  ]);
  const words = {
    approval: `Approve step ${stepIndex + 1}`,
    confirm: asker === null ? 'Confirm' : 'Agree',
    form: 'Send values',
    decision: '',
  };
  return (
    <form
      className={styles.form}
      aria-label="Answer"
      // What is missing is said at its field, in our words.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isQuestion) approve();
      }}
    >
      {expiry !== null && <p className={styles.expiry}>{expiry}</p>}
      {kind === 'form' && (
        <SchemaForm
          label="Values"
          definitions={fields}
          {...(asker !== null && { required })}
          draft={draft}
          onChange={setDraft}
          showProblems={wasTried}
          disabled={isShut}
          {...(error !== null && { errors: serverProblems(error) })}
        />
      )}
      {confirmText !== null && (
        <TextField
          size="lg"
          mono
          label={`Type ${confirmText} to ${isQuestion ? 'approve' : 'do it again'}`}
          value={typed}
          onChange={setTyped}
          disabled={isShut}
          error={typed !== '' && !confirmText.startsWith(typed) ? `It says ${confirmText}` : undefined}
        />
      )}
      <TextField
        label={reasonRequired ? 'Reason' : 'Reason, optional'}
        value={reason}
        onChange={setReason}
        maxLength={2000}
        disabled={isShut}
        required={reasonRequired}
        error={wasTried && !hasReason ? 'This answer needs a reason' : undefined}
      />
      {isQuestion ? (
        <div className={styles.buttons}>
          <Button
            type="submit"
            size="lg"
            variant={isSecond ? 'default' : question.effect === 'irreversible' ? 'danger' : 'primary'}
            icon={isTyped ? Check : Lock}
            disabled={!isTyped || isExpired}
            busy={isBusy}
            {...(hasKeys && { keys: 'Mod+Enter' })}
          >
            {words[kind]}
          </Button>
          <Button size="lg" disabled={isShut} onClick={deny} {...(hasKeys && { keys: 'Shift+R' })}>
            {asker === null ? (kind === 'confirm' ? 'Not so' : 'Reject') : 'Decline'}
          </Button>
        </div>
      ) : (
        <Decisions
          decisions={decisions}
          isTyped={isTyped}
          isShut={isShut}
          onDecide={(decision) => void send({ kind: 'decide', decision })}
        />
      )}
      {error !== null && (
        <p className={styles.error} role="alert">
          {error.message}
          {error.hint === undefined ? '.' : `: ${error.hint}.`}
        </p>
      )}
    </form>
  );
}

interface DecisionsProps {
  readonly decisions: readonly Decision[];
  readonly isTyped: boolean;
  readonly isShut: boolean;
  readonly onDecide: (decision: Decision) => void;
}

function Decisions({ decisions, isTyped, isShut, onDecide }: DecisionsProps) {
  return (
    <ul className={styles.decisions}>
      {decisions.map((decision) => (
        <li key={decision}>
          <Button disabled={isShut || (mayAct(decision) && !isTyped)} onClick={() => onDecide(decision)}>
            {DECISION_TEXTS[decision].label}
          </Button>
          <span>{DECISION_TEXTS[decision].text}</span>
        </li>
      ))}
    </ul>
  );
}
