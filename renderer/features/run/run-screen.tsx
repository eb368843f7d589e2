import { useCallback, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { useLive } from '#renderer/client/live.ts';
import { useRunEvents } from '#renderer/client/run-streams.ts';
import { CancelRunDialog } from '#renderer/parts/cancel-run-dialog.tsx';
import { ExportDialog } from '#renderer/parts/export-dialog/export-dialog.tsx';
import { keyOf, useKeptQuestion } from '#renderer/parts/question/kept-question.ts';
import { OverQuestion } from '#renderer/parts/question/over-question.tsx';
import { QuestionPanel } from '#renderer/parts/question/question-panel.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import type { Command } from '#renderer/ui/commands/command.ts';
import { DialogCommands } from '#renderer/ui/commands/dialog-commands.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Drawer } from '#renderer/ui/dialog.tsx';
import { formatClock } from '#renderer/ui/formats.ts';
import { type StatusHint, useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { DoubtBanner } from './doubt-banner.tsx';
import { ReasonDialog } from './head/reason-dialog.tsx';
import { RetryDialog } from './head/retry-dialog.tsx';
import { RunHead } from './head/run-head.tsx';
import { WaiveDialog, waivable } from './head/waive-dialog.tsx';
import { Inspector, type InspectorTab } from './inspector/inspector.tsx';
import { LogPane, type LogPaneHandle } from './log/log-pane.tsx';
import { isOwnerSilent } from './owner-silence.ts';
import { lastRecovery, recoveryWords } from './recovery.ts';
import styles from './run-page.module.css';
import { StepTree } from './steps/step-tree.tsx';
import { defaultStep, neighbour } from './steps/tree-model.ts';
import { Gantt } from './timeline/gantt.tsx';
import { useRunQuery } from './use-run-query.ts';

type Asked = 'cancel' | 'retry' | 'export' | 'waive' | 'resolved' | 'ignored' | 'open';

const HINTS: readonly StatusHint[] = [
  { keys: 'j', label: 'Next step, K previous' },
  { keys: 'Enter', label: 'Open log at step' },
  { keys: 'p', label: 'Proof' },
  { keys: '/', label: 'Search log', optional: true },
  { keys: 'Shift+X', label: 'Cancel run', optional: true },
  { keys: '?', label: 'All keys', optional: true },
];
const QUESTION_HINTS: readonly StatusHint[] = [
  { keys: 'Mod+Enter', label: 'Approve when typed' },
  { keys: 'Shift+R', label: 'Reject' },
  { keys: 'j', label: 'Next step, K previous' },
  { keys: '/', label: 'Search log', optional: true },
  { keys: '?', label: 'All keys', optional: true },
];

/** A run that was read. */
export function RunScreen({ detail }: { readonly detail: RunDetail }) {
  const { run, steps, questions } = detail;
  const [, navigate] = useLocation();
  const query = useRunQuery();
  const isNarrow = useMediaQuery(NARROW);
  const [isDrawn, setDrawn] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const search = useSearch();
  const [isReplaying, setReplaying] = useState(() => new URLSearchParams(search).has('replay'));
  const log = useRef<LogPaneHandle>(null);
  const operator = useSystemState().data?.operator ?? '';
  const events = useRunEvents(run.runId);
  const recovery = useMemo(() => lastRecovery(events), [events]);
  const act = useAct();
  const keyed = useKeptQuestion(questions);
  const { workers, cursor } = useLive();
  const connection = useConnection();
  const now = useNow(5000);
  // Before the feed has spoken nothing is known of any worker.
  const isSilent = cursor !== null && isOwnerSilent(run, workers, connection, now);
  const hasEnded = isTerminal(run.execution);
  const selected = steps.some(({ summary }) => summary.id === query.step) ? query.step : defaultStep(steps);
  useStatusHints(questions.length > 0 ? QUESTION_HINTS : HINTS);

  const { set } = query;
  const select = useCallback((step: string) => set({ step }), [set]);
  const openLog = (step: string): void => {
    set({ step });
    setReplaying(false);
    log.current?.showStep(step);
  };
  const inspect = (tab: InspectorTab): void => {
    set({ tab });
    if (isNarrow) setDrawn(true);
  };
  const move = (by: 1 | -1): void => {
    const next = neighbour(steps, selected, by);
    if (next !== null) set({ step: next });
  };
  const label = runLabel(run.number);
  const pause = (): void => {
    const { runId } = run;
    if (run.paused) void act(`${label} was not resumed`, () => client.runs.resume({ runId }));
    else void act(`${label} was not paused`, () => client.runs.pause({ runId, reason: null }));
  };
  const close = (): void => setAsked(null);
  const hasOpenStep = selected !== null;
  /** Also while the inspector lies over the page. */
  const inspectorCommands: readonly Command[] = [
    { id: 'run.proof', title: 'Show proof', keys: 'p', group: 'Run', run: () => inspect('proof') },
    {
      id: 'run.inspector',
      title: 'Show inspector',
      keys: 'i',
      group: 'Run',
      run: () => (isNarrow ? setDrawn(!isDrawn) : inspect(query.tab)),
    },
  ];
  useCommands([
    ...inspectorCommands,
    { id: 'run.next-step', title: 'Next step', keys: 'j', group: 'Run', hidden: true, run: () => move(1) },
    { id: 'run.previous-step', title: 'Previous step', keys: 'k', group: 'Run', hidden: true, run: () => move(-1) },
    {
      id: 'run.open-log',
      title: 'Open log at step',
      keys: 'Enter',
      group: 'Run',
      enabled: hasOpenStep,
      run: () => openLog(selected ?? ''),
    },
    {
      id: 'run.pause',
      title: run.paused ? 'Resume run' : 'Pause run',
      keys: 'Space',
      group: 'Run',
      enabled: !hasEnded,
      run: pause,
    },
    {
      id: 'run.cancel',
      title: 'Cancel run',
      keys: 'Shift+X',
      group: 'Run',
      enabled: !hasEnded,
      run: () => setAsked('cancel'),
    },
    {
      id: 'run.export',
      title: 'Export proof bundle',
      keys: 'e',
      group: 'Run',
      enabled: hasEnded,
      run: () => setAsked('export'),
    },
    { id: 'run.retry', title: 'Retry from step', group: 'Run', enabled: hasEnded, run: () => setAsked('retry') },
    { id: 'run.replay', title: 'Replay the log', group: 'Run', run: () => setReplaying(!isReplaying) },
    {
      id: 'run.back',
      title: 'Back to the runboard',
      keys: 'Escape',
      group: 'Run',
      run: () => navigate(`/sessions/${run.sessionId}`),
    },
  ]);

  const inspector =
    selected === null ? null : (
      <Inspector detail={detail} stepId={selected} events={events} tab={query.tab} onTab={(tab) => set({ tab })} />
    );
  return (
    <div className={styles.screen}>
      <RunHead
        detail={isSilent ? { ...detail, status: 'indoubt' } : detail}
        isReplaying={isReplaying}
        canWaive={waivable(detail).length > 0}
        onPause={pause}
        onCancel={() => setAsked('cancel')}
        onRetry={() => setAsked('retry')}
        onReplay={() => setReplaying(!isReplaying)}
        onExport={() => setAsked('export')}
        onWaive={() => setAsked('waive')}
        onDispose={setAsked}
        onAttempt={(ref) => navigate(`/runs/${ref}`)}
      />
      {(detail.status === 'indoubt' || isSilent) && <DoubtBanner detail={detail} />}
      {keyed.shown?.isOver === true && !keyed.isAnswered && questions.length > 0 && (
        <OverQuestion question={keyed.shown.question} wasAnsweredHere={false} onNext={() => keyed.turnTo(null)} />
      )}
      {questions.map((question) => (
        <QuestionPanel
          key={keyOf(question)}
          question={question}
          detail={detail}
          operator={operator}
          hasKeys={keyed.shown !== undefined && keyOf(question) === keyOf(keyed.shown.question)}
          onAnswered={() => {
            keyed.noteAnswer(question);
            keyed.turnTo(null);
          }}
        />
      ))}
      {recovery !== null && (
        <p className={styles.note} role="status">
          {recoveryWords(recovery, formatClock(recovery.at))}
        </p>
      )}
      {detail.status !== 'indoubt' && run.reason !== '' && questions.length === 0 && (
        <p className={styles.note} data-st={detail.status} role={detail.status === 'failed' ? 'alert' : 'note'}>
          {run.reason}
          {detail.left.length > 0 && `. Left as they are: ${detail.left.join(', ')}`}
        </p>
      )}
      <Gantt detail={detail} selected={selected} onSelect={select} />
      <div className={styles.body}>
        <StepTree detail={detail} selected={selected} onSelect={select} onOpen={openLog} />
        <LogPane
          detail={detail}
          selected={selected}
          onSelect={select}
          isReplaying={isReplaying}
          onReplay={setReplaying}
          ref={log}
        />
        {!isNarrow && (
          <aside className={styles.inspector} aria-label="Inspector">
            {inspector}
          </aside>
        )}
      </div>
      {isNarrow && isDrawn && (
        <Drawer open title="Inspector" onClose={() => setDrawn(false)} bare>
          <DialogCommands commands={inspectorCommands} />
          {inspector}
        </Drawer>
      )}
      {asked === 'cancel' && <CancelRunDialog run={run} planTitle={detail.planTitle} onClose={close} />}
      {asked === 'retry' && (
        <RetryDialog
          detail={detail}
          fromStep={null}
          onClose={close}
          onStarted={(ref) => {
            close();
            navigate(`/runs/${ref}`);
          }}
        />
      )}
      {asked === 'export' && (
        <ExportDialog
          runId={run.runId}
          number={run.number}
          planTitle={detail.planTitle}
          proofs={detail.proofs}
          onClose={close}
        />
      )}
      {asked === 'waive' && <WaiveDialog detail={detail} onClose={close} />}
      {(asked === 'resolved' || asked === 'ignored' || asked === 'open') && (
        <ReasonDialog
          title={asked === 'open' ? `Open ${label} again` : `Mark ${label} ${asked}`}
          description="This is your view of the run. Its verdict and its proofs stay as they are."
          action={asked === 'open' ? 'Open again' : `Mark ${asked}`}
          onClose={close}
          send={async (reason) => {
            const { refused } = await client.history.dispose({
              which: { runIds: [run.runId] },
              disposition: asked,
              reason,
            });
            const [first] = refused;
            if (first !== undefined) throw new Error(first.why);
          }}
        />
      )}
    </div>
  );
}
