import { type ReactNode, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuestions, useRun } from '#renderer/client/hooks/runs.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { keyOf, useKeptQuestion } from '#renderer/parts/question/kept-question.ts';
import { OverQuestion } from '#renderer/parts/question/over-question.tsx';
import { QuestionPanel } from '#renderer/parts/question/question-panel.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { type StatusHint, useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import type { Question } from '#shared/api/questions.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './approvals-page.module.css';
import { QuestionRow } from './question-row.tsx';

const HINTS: readonly StatusHint[] = [
  { keys: 'j', label: 'Next' },
  { keys: 'k', label: 'Previous' },
  { keys: 'Enter', label: 'Open run' },
  { keys: 'Mod+Enter', label: 'Approve when typed' },
  { keys: 'Shift+R', label: 'Reject', optional: true },
];

/** Everything that waits for a person, in every session, oldest first. */
export function ApprovalsPage() {
  const { data: questions, error } = useQuestions();
  const list = useRef<HTMLUListElement | null>(null);
  const [, navigate] = useLocation();
  const { shown, isAnswered, turnTo, noteAnswer } = useKeptQuestion(questions ?? []);
  const nothingWaits = questions?.length === 0;
  // What a person reads does not vanish; what that person answered is dealt with.
  if (nothingWaits && isAnswered) turnTo(null);
  useStatusHints(HINTS);
  const step = (by: 1 | -1): void => {
    const all = questions ?? [];
    const at = shown === undefined ? 0 : all.indexOf(shown.question) + by;
    const next = all[Math.min(all.length - 1, Math.max(0, at))];
    if (next === undefined) return;
    turnTo(next);
    list.current?.querySelector<HTMLElement>(`[data-question-row="${keyOf(next)}"]`)?.focus();
  };
  const group = 'Approvals';
  useCommands([
    { id: 'approvals.next', title: 'Next question', keys: ['j', 'ArrowDown'], group, hidden: true, run: () => step(1) },
    {
      id: 'approvals.previous',
      title: 'Previous question',
      keys: ['k', 'ArrowUp'],
      group,
      hidden: true,
      run: () => step(-1),
    },
    {
      id: 'approvals.open',
      title: 'Open the run that asks',
      keys: 'o',
      group,
      enabled: shown !== undefined,
      run: () => shown !== undefined && navigate(`/runs/${runLabel(shown.question.run.number)}`),
    },
  ]);
  return (
    <Page
      header={
        <PageHeader title="Approvals" note={questions === undefined ? undefined : `${questions.length} waiting`} />
      }
    >
      {error !== null && questions === undefined && (
        <ErrorState
          happened="What waits could not be read."
          safe="Runs that wait go on waiting; nothing is decided."
          todo={error.hint}
          details={`${error.code}: ${error.message}`}
        />
      )}
      {questions === undefined && error === null && (
        <div className={styles.loading} aria-busy>
          <Skeleton width="46%" />
          <Skeleton width="61%" />
        </div>
      )}
      {nothingWaits && shown === undefined && (
        <EmptyState title="Nothing waits for you">
          Runs stop here when a plan asks for an approval, values, or a decision. <Link href="/">Open runboard</Link>
        </EmptyState>
      )}
      {shown !== undefined && (
        <div className={styles.inbox}>
          <ul ref={list} className={styles.list} aria-label="Waiting for you">
            {questions?.map((question) => (
              <QuestionRow
                key={keyOf(question)}
                question={question}
                isShown={question === shown.question}
                onChoose={() => turnTo(question)}
                onOpen={() => navigate(`/runs/${runLabel(question.run.number)}`)}
              />
            ))}
          </ul>
          <Chosen key={keyOf(shown.question)} question={shown.question}>
            {(detail, operator) =>
              shown.isOver ? (
                <OverQuestion
                  question={shown.question}
                  wasAnsweredHere={isAnswered}
                  {...(!nothingWaits && { onNext: () => step(1) })}
                />
              ) : (
                <QuestionPanel
                  question={shown.question}
                  detail={detail}
                  operator={operator}
                  hasKeys
                  onAnswered={() => noteAnswer(shown.question)}
                />
              )
            }
          </Chosen>
        </div>
      )}
    </Page>
  );
}

interface ChosenProps {
  readonly question: Question;
  readonly children: (detail: RunDetail | null, operator: string) => ReactNode;
}

function Chosen({ question, children }: ChosenProps) {
  const label = runLabel(question.run.number);
  const detail = useRun(question.run.runId).data ?? null;
  const operator = useSystemState().data?.operator ?? '';
  return (
    <div className={styles.chosen}>
      <p className={styles.where}>
        <Link href={`/runs/${label}`}>{label}</Link> {question.planTitle}, session {question.run.sessionName}, step{' '}
        {question.stepIndex + 1}
      </p>
      {children(detail, operator)}
    </div>
  );
}
