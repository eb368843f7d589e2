import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { toClientError } from '#renderer/client/client-error.ts';
import { useLogs } from '#renderer/client/hooks/runs.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { RunDetail } from '#shared/api/runs.ts';
import { copyLog } from './copy-log.ts';
import { LogDocument, type LogDocumentHandle } from './log-document.tsx';
import styles from './log-pane.module.css';
import { type LogProblems, withProblem } from './log-problems.ts';
import { LogToolbar } from './log-toolbar.tsx';
import { ReplayView } from './replay-view.tsx';
import { isOpenByItself, sectionsOf } from './sections.ts';
import { useLogSearch } from './use-log-search.ts';

export interface LogPaneHandle {
  /** Unfolds the recording of a step and brings it into view. */
  readonly showStep: (stepId: string) => void;
}

interface LogPaneProps {
  readonly ref: Ref<LogPaneHandle>;
  readonly detail: RunDetail;
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
  /** Replay instead of the log. */
  readonly isReplaying: boolean;
  readonly onReplay: (on: boolean) => void;
}

const NO_LOGS: readonly never[] = [];
const POLL_MS = 1000;

/** Everything that the acts of a run printed: by step, searched, followed, or replayed. */
export function LogPane({ detail, selected, onSelect, isReplaying, onReplay, ref }: LogPaneProps) {
  const { run } = detail;
  const logs = useLogs(run.runId);
  const hasEnded = run.execution === 'finished' || run.execution === 'canceled';
  const sections = useMemo(() => sectionsOf(detail.steps, logs.data ?? NO_LOGS), [detail.steps, logs.data]);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [follows, setFollows] = useState(!hasEnded);
  const [wraps, setWraps] = useState(true);
  const [showsTimes, setShowsTimes] = useState(true);
  const [problems, setProblems] = useState<LogProblems>(new Map());
  /** Counts how often the person had the recordings read anew. */
  const [attempt, setAttempt] = useState(0);
  const [skipped, setSkipped] = useState(0);
  const document = useRef<LogDocumentHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const { show } = useToast();

  // What is printed is no event: sizes of live recordings are asked for.
  const isLive = sections.some(({ log }) => log?.closed === false);
  const { refetch } = logs;
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => void refetch(), POLL_MS);
    return () => clearInterval(timer);
  }, [isLive, refetch]);

  const search = useLogSearch(run.runId, sections, {
    begin: () => document.current?.topLine() ?? { section: 0, line: 0 },
    onHit: (hit) => {
      onFollow(false);
      document.current?.showLine(hit);
    },
  });
  const current = search.state.hits[search.state.current] ?? null;
  const open = useMemo(() => {
    const keys = sections.filter((section, index) => {
      const chosen = folds.get(section.key) ?? isOpenByItself(section, selected);
      return chosen || current?.section === index;
    });
    return new Set(keys.map(({ key }) => key));
  }, [sections, folds, selected, current?.section]);

  const isFollowed = follows && isLive;
  const total = sections.reduce((sum, { log }) => sum + (log?.lines ?? 0), 0);
  const [seen, setSeen] = useState(0);
  const totalNow = useRef(total);
  useEffect(() => {
    totalNow.current = total;
  });
  const onFollow = useCallback((follow: boolean) => {
    setFollows((before) => {
      if (before && !follow) setSeen(totalNow.current);
      return follow;
    });
  }, []);
  useImperativeHandle(ref, () => ({
    showStep: (stepId) => {
      const section = sections.find(({ step }) => step.summary.id === stepId);
      if (section === undefined) return;
      onFollow(false);
      setFolds((before) => new Map(before).set(section.key, true));
      document.current?.showSection(section.key);
    },
  }));

  const onProblem = useCallback(
    (logId: string, error: unknown) =>
      setProblems((before) => withProblem(before, logId, error === null ? null : toClientError(error).message)),
    [],
  );
  const [problem] = problems.values();
  const listProblem = logs.data === undefined ? logs.error : null;
  const onSkipped = useCallback((lines: number) => setSkipped((before) => before + lines), []);
  const openNow = useRef(open);
  useEffect(() => {
    openNow.current = open;
  });
  const toggle = useCallback(
    (key: string) => {
      onFollow(false);
      setFolds((before) => new Map(before).set(key, !openNow.current.has(key)));
    },
    [onFollow],
  );
  const follow = (): void => onFollow(!isFollowed);
  const copy = async (): Promise<void> => {
    const said = await copyLog(run.runId, sections, selected, document.current?.selection() ?? '');
    show(said);
  };
  useCommands([
    { id: 'log.follow', title: 'Follow log', keys: 'f', group: 'Log', enabled: isLive, run: follow },
    { id: 'log.search', title: 'Search log', keys: '/', group: 'Log', run: () => field.current?.focus() },
    { id: 'log.next', title: 'Next match', keys: 'n', group: 'Log', run: () => search.move(1) },
    { id: 'log.previous', title: 'Previous match', keys: 'Shift+N', group: 'Log', run: () => search.move(-1) },
    { id: 'log.wrap', title: 'Wrap log lines', group: 'Log', run: () => setWraps(!wraps) },
    { id: 'log.times', title: 'Show times in the log', group: 'Log', run: () => setShowsTimes(!showsTimes) },
  ]);

  return (
    <div className={styles.pane}>
      <LogToolbar
        field={field}
        search={search}
        wraps={wraps}
        onWraps={setWraps}
        showsTimes={showsTimes}
        onTimes={setShowsTimes}
        onCopy={() => void copy()}
        isLive={isLive}
        isFollowed={isFollowed}
        newLines={isFollowed ? 0 : Math.max(0, total - seen)}
        onFollow={follow}
      />
      {problem !== undefined && (
        <Notice
          status="failed"
          action={
            <Button size="sm" onClick={() => setAttempt(attempt + 1)}>
              Try again
            </Button>
          }
        >
          The log could not be read: {problem}.
        </Notice>
      )}
      {listProblem !== null && (
        <Notice
          status="failed"
          action={
            <Button size="sm" busy={logs.isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          What was printed could not be looked up: {listProblem.message}. It stays in the log.
        </Notice>
      )}
      {skipped > 0 && isFollowed && (
        <p className={styles.skipped} role="note">
          {skipped.toLocaleString('en-US')} lines were passed over to keep up. They are in the log.
        </p>
      )}
      {isReplaying ? (
        <ReplayView
          runId={run.runId}
          sections={sections}
          selected={selected}
          onSelect={onSelect}
          onClose={() => onReplay(false)}
        />
      ) : sections.length === 0 ? (
        <p className={styles.empty}>
          {logs.isPending
            ? 'Reading the log'
            : listProblem === null && 'Nothing was printed yet. Lines appear when the first step acts.'}
        </p>
      ) : (
        <LogDocument
          key={attempt}
          ref={document}
          runId={run.runId}
          runStart={run.startedAt ?? run.createdAt}
          sections={sections}
          open={open}
          onToggle={toggle}
          selected={selected}
          onSelect={onSelect}
          isFollowed={isFollowed}
          onFollow={onFollow}
          wraps={wraps}
          showsTimes={showsTimes}
          search={search.state.text}
          current={current}
          onSkipped={onSkipped}
          onProblem={onProblem}
        />
      )}
    </div>
  );
}
