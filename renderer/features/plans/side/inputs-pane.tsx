import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { draftOf, type FormDraft, readForm } from '#renderer/parts/schema-form/form-values.ts';
import { SchemaForm } from '#renderer/parts/schema-form/schema-form.tsx';
import { DryRunResults } from '#renderer/parts/start-run/dry-run-results.tsx';
import type { DryRunState } from '#renderer/parts/start-run/use-dry-run.ts';
import { Button } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import styles from './side.module.css';

/** The values of the form; `null` while one is missing or wrong. */
export function formValues(plan: Plan, draft: FormDraft): Readonly<Record<string, Json>> | null {
  const { values, problems } = readForm(plan.inputs, { ...draftOf(plan.inputs), ...draft });
  return problems.size === 0 ? values : null;
}

interface InputsPaneProps {
  readonly plan: Plan | null;
  readonly draft: FormDraft;
  readonly onChange: (draft: FormDraft) => void;
  readonly showProblems: boolean;
  readonly errors: ReadonlyMap<string, string>;
  readonly dry: DryRunState;
  readonly onDryRun: () => void;
  /** Why there can be no dry run; `null` when there can. */
  readonly obstacle: string | null;
}

/** The inputs as the operator will see them, and what a run with them would do. */
export function InputsPane(props: InputsPaneProps) {
  const { plan, draft, dry, onDryRun, obstacle } = props;
  const [shown, setShown] = useState<'inputs' | 'dry'>('inputs');
  const [seen, setSeen] = useState(dry.kind);
  // However it was started, what it found is shown.
  if (seen !== dry.kind) {
    setSeen(dry.kind);
    if (dry.kind === 'reading') setShown('dry');
  }
  const view = dry.kind === 'none' ? 'inputs' : shown;
  return (
    <section className={styles.inputs} aria-label="Inputs and dry run">
      <div className={styles.head}>
        {dry.kind === 'none' ? (
          <>
            <h2>Inputs</h2>
            <span className={styles.note}>as the operator will see them</span>
          </>
        ) : (
          <Segmented
            label="Below the graph"
            size="sm"
            value={view}
            onChange={setShown}
            segments={[
              { value: 'inputs', label: 'Inputs' },
              { value: 'dry', label: 'Dry run' },
            ]}
          />
        )}
        <span className={styles.space} />
        <Button
          size="sm"
          icon={ListChecks}
          keys="Mod+D"
          disabled={obstacle !== null}
          title={obstacle ?? 'Reads what a run would do. Nothing acts.'}
          busy={dry.kind === 'reading'}
          onClick={onDryRun}
        >
          Dry run
        </Button>
      </div>
      <div className={styles.inputsBody}>
        {view === 'dry' ? (
          <DryRunView state={dry} />
        ) : plan === null ? (
          <p className={styles.note}>The form appears as soon as the text can be read as a plan.</p>
        ) : Object.keys(plan.inputs).length === 0 ? (
          <p className={styles.note}>This plan takes no inputs.</p>
        ) : (
          <SchemaForm
            label="Inputs"
            definitions={plan.inputs}
            draft={{ ...draftOf(plan.inputs), ...draft }}
            onChange={props.onChange}
            showProblems={props.showProblems}
            errors={props.errors}
          />
        )}
      </div>
    </section>
  );
}

function DryRunView({ state }: { readonly state: DryRunState }) {
  switch (state.kind) {
    case 'none':
      return null;
    case 'reading':
      return (
        <p className={styles.note} role="status">
          Reading preconditions and checks. Nothing acts.
        </p>
      );
    case 'failed':
      return (
        <Notice status="failed">
          {asSentence(state.error.message)} {asSentence(state.error.hint ?? 'Nothing was changed')}
        </Notice>
      );
    case 'done':
      return <DryRunResults steps={state.steps} />;
  }
}
