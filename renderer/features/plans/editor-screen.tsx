import { useCallback, useMemo, useRef, useState } from 'react';
import { usePlanRevision, usePlanSchema } from '#renderer/client/hooks/plans.ts';
import { StartRunDialog } from '#renderer/parts/start-run/start-run-dialog.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Page } from '#renderer/ui/frame/page.tsx';
import { useStatusHints, useStatusNote } from '#renderer/ui/frame/status-hints.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Splitter } from '#renderer/ui/splitter.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { PlanDocument, PlanRevision } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { CodeEditor, type CursorPlace, type EditorHandle } from './editor/code-editor.tsx';
import { ConflictDialog } from './editor/conflict-dialog.tsx';
import { EditorPane } from './editor/editor-pane.tsx';
import { EditorHeader } from './editor-header.tsx';
import { formatPlan } from './model/format-plan.ts';
import { errorLines, stepAtLine } from './model/graph-layout.ts';
import { nextProblem } from './model/problems.ts';
import styles from './plan-editor.module.css';
import { GraphPane } from './side/graph-pane.tsx';
import { formValues, InputsPane } from './side/inputs-pane.tsx';
import { ProblemsPanel } from './side/problems-panel.tsx';
import { useDraft } from './use-draft.ts';
import { usePlanCheck } from './use-plan-check.ts';
import { usePlanDryRun } from './use-plan-dry-run.ts';

interface EditorScreenProps {
  readonly loaded: {
    readonly document: PlanDocument;
    readonly text: string;
    readonly textDigest: Digest;
    readonly revisions: readonly PlanRevision[];
  };
}

const HINTS = [
  { keys: 'F8', label: 'Next problem' },
  { keys: 'Mod+.', label: 'Apply fix' },
  { keys: 'Mod+S', label: 'Save draft' },
  { keys: 'Mod+G', label: 'Show step in graph', optional: true },
  { keys: 'Mod+Shift+Enter', label: 'Run in lane', optional: true },
] as const;

/** The editor of one plan. */
export function EditorScreen({ loaded }: EditorScreenProps) {
  const { document, revisions } = loaded;
  const isArchived = document.archivedAt !== null;
  const { show } = useToast();
  const editor = useRef<EditorHandle>(null);
  const { keeper, state: draft } = useDraft(document.id, loaded, editor);
  const checked = usePlanCheck(draft.text);
  const { diagnostics, outline, plan } = checked.check;
  const schema = usePlanSchema().data;
  const [cursor, setCursor] = useState<CursorPlace>({ line: 1, column: 1, offset: 0 });
  const [compared, setCompared] = useState<number | null>(null);
  const [asked, setAsked] = useState<'run' | null>(null);
  const [isConflictHidden, setConflictHidden] = useState(false);
  const [share, setShare] = useState(0.49);
  const room = window.innerWidth - 64;
  const head = usePlanRevision(document.id, document.head).data;
  const original = usePlanRevision(document.id, compared).data;
  const dry = usePlanDryRun(draft.text, plan, document.id);
  const selected = stepAtLine(outline, cursor.line);
  const errors = useMemo(() => errorLines(outline, diagnostics), [outline, diagnostics]);
  const goToStep = useCallback(
    (index: number): void => {
      const step = outline[index];
      if (step !== undefined) editor.current?.goToLine(step.fromLine);
    },
    [outline],
  );
  const openStep = useCallback(
    (index: number): void => {
      const line = errors[index] ?? 0;
      if (line > 0) editor.current?.goToLine(line);
      else goToStep(index);
      editor.current?.focus();
    },
    [goToStep, errors],
  );
  const goToProblem = (direction: 1 | -1): void => {
    const problem = nextProblem(diagnostics, editor.current?.offset() ?? 0, direction);
    if (problem === undefined) return;
    editor.current?.goToOffset(problem.start.offset);
    editor.current?.focus();
  };
  /** From the text to its step, and back. */
  const showStep = (): void => {
    const step = window.document.querySelector<HTMLElement>(`[data-step="${Math.max(0, selected)}"]`);
    if (step === null || step.contains(window.document.activeElement)) editor.current?.focus();
    else step.focus();
  };
  const format = (): void => {
    const text = formatPlan(draft.text);
    if (text === null) show({ title: 'The text was not formatted', text: 'It cannot be read as YAML yet.' });
    else {
      editor.current?.replace(text);
      editor.current?.goToLine(cursor.line);
    }
    editor.current?.focus();
  };
  useStatusNote(`Line ${cursor.line}, column ${cursor.column}`);
  useStatusHints(HINTS);
  useCommands([
    { id: 'plan.problem.next', title: 'Next problem', keys: 'F8', group: 'Plan', run: () => goToProblem(1) },
    {
      id: 'plan.problem.previous',
      title: 'Previous problem',
      keys: 'Shift+F8',
      group: 'Plan',
      run: () => goToProblem(-1),
    },
    { id: 'plan.format', title: 'Format text', keys: 'Shift+Alt+F', group: 'Plan', enabled: !isArchived, run: format },
    { id: 'plan.fix', title: 'Apply fix', keys: 'Mod+.', group: 'Plan', run: () => void editor.current?.fix() },
    { id: 'plan.step.show', title: 'Show step in graph, or in the text', keys: 'Mod+G', group: 'Plan', run: showStep },
    {
      id: 'plan.dry-run',
      title: 'Dry run',
      keys: 'Mod+D',
      group: 'Plan',
      enabled: dry.obstacle === null,
      run: () => void dry.run(),
    },
    { id: 'plan.run', title: 'Run in lane', keys: 'Mod+Shift+Enter', group: 'Plan', run: () => setAsked('run') },
  ]);
  const values = useMemo(() => (plan === null ? null : formValues(plan, dry.draft)), [plan, dry.draft]);
  const errorCount = diagnostics.filter(({ severity }) => severity === 'error').length;

  return (
    <Page
      header={
        <EditorHeader
          document={document}
          title={plan?.title ?? document.title}
          draft={draft}
          keeper={keeper}
          headText={document.head === null ? null : (head?.text ?? undefined)}
          errorCount={errorCount}
          isChecked={checked.text === draft.text && !checked.isStale}
          onRun={() => setAsked('run')}
        />
      }
    >
      <div className={styles.panes}>
        <div className={styles.left} style={{ width: `${share * 100}%` }}>
          <EditorPane
            name={plan?.name ?? document.name}
            updatedAt={document.updatedAt}
            draft={draft}
            revisions={revisions}
            comparedWith={compared}
            onCompare={setCompared}
            onFormat={isArchived ? null : format}
          >
            {draft.status === 'ask' && (
              <Notice
                status="approval"
                action={
                  <Button size="sm" onClick={() => setConflictHidden(false)}>
                    Compare
                  </Button>
                }
              >
                This plan was saved elsewhere as well. Both texts are kept.
              </Notice>
            )}
            <CodeEditor
              handle={editor}
              initialText={draft.text}
              onChange={(text) => keeper.change(text)}
              onCursor={setCursor}
              schema={schema}
              problems={diagnostics}
              checkedText={checked.text}
              compareWith={compared === null ? null : (original?.text ?? null)}
              readOnly={isArchived}
            />
          </EditorPane>
          <ProblemsPanel
            problems={diagnostics}
            isStale={checked.isStale}
            onOpen={(problem) => {
              editor.current?.goToOffset(problem.start.offset);
              editor.current?.focus();
            }}
          />
        </div>
        <Splitter
          label="Width of the text"
          value={Math.round(share * room)}
          min={320}
          max={Math.max(320, room - 356)}
          onChange={(width) => setShare(width / room)}
          pane="before"
        />
        <div className={styles.right}>
          <GraphPane outline={outline} errors={errors} selected={selected} onSelect={goToStep} onOpen={openStep} />
          <InputsPane
            plan={checked.lastPlan}
            draft={dry.draft}
            onChange={dry.setDraft}
            showProblems={dry.showProblems}
            errors={dry.errors}
            dry={dry.state}
            onDryRun={() => void dry.run()}
            obstacle={dry.obstacle}
          />
        </div>
      </div>
      {draft.status === 'ask' && draft.theirs !== null && !isConflictHidden && (
        <ConflictDialog
          key={draft.theirs}
          theirs={draft.theirs}
          mine={draft.text}
          onDecide={(text) => void keeper.decide(text)}
          onClose={() => setConflictHidden(true)}
        />
      )}
      {asked === 'run' && (
        <StartRunDialog
          lane={null}
          source={{ kind: 'text', text: draft.text, documentId: document.id }}
          {...(values === null ? {} : { values })}
          onClose={() => setAsked(null)}
        />
      )}
    </Page>
  );
}
