import { useLanePolicies } from '#renderer/client/hooks/settings.ts';
import { Hash } from '#renderer/ui/copy-button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import { LANES } from '#shared/pulser/plan.ts';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { DryRunResults } from './dry-run-results.tsx';
import { EffectsSummary } from './effects-summary.tsx';
import { SecretNames } from './secret-names.tsx';
import styles from './start-run.module.css';
import type { ReadyPlan, StartVersion } from './start-source.ts';
import type { DryRunState } from './use-dry-run.ts';
import type { StartFormState } from './use-start-form.ts';

interface StartFormProps {
  readonly ready: ReadyPlan;
  readonly form: StartFormState;
  readonly onVersion: (version: StartVersion) => void;
}

const PRIORITIES = [
  { value: '50', label: 'Before others' },
  { value: '0', label: 'Normal' },
  { value: '-50', label: 'After others' },
] as const;

/** The fields of a run to the left, what it may do to the right. */
export function StartForm({ ready, form, onVersion }: StartFormProps) {
  const { plan, digest, versions, version } = ready;
  const policies = useLanePolicies().data;
  const held = form.lane !== null && policies?.[form.lane].held === true;
  return (
    <div className={styles.columns}>
      <div className={styles.fields}>
        {form.refusal !== null && (
          <Notice status="failed">
            {asSentence(form.refusal.message)} {asSentence(form.refusal.hint ?? '')}
          </Notice>
        )}
        {versions.length > 1 && (
          <SelectField
            label="Version of the plan"
            value={String(version)}
            onChange={(value) => onVersion(value === 'draft' ? 'draft' : Number(value))}
            options={versions.map((one) => ({ value: String(one), label: one === 'draft' ? 'Draft' : `v${one}` }))}
          />
        )}
        {form.sessions.length > 0 && (
          <SelectField
            label="Session"
            value={form.sessionId ?? ''}
            onChange={(id) => {
              const session = form.sessions.find((one) => one.id === id);
              if (session !== undefined) form.setSession(session.id);
            }}
            options={form.sessions.map(({ id, name }) => ({ value: id as string, label: name }))}
          />
        )}
        <div className={styles.lane}>
          <span className={styles.label} aria-hidden>
            Lane
          </span>
          <Segmented
            label="Lane"
            value={form.lane ?? 'any'}
            onChange={(value) => form.setLane(value === 'any' ? null : value)}
            segments={[{ value: 'any', label: 'Any' }, ...LANES.map((lane) => ({ value: lane, label: lane }))]}
          />
          {held && <p className={styles.quiet}>Lane {form.lane} is held: the run waits until it is released.</p>}
        </div>
        <SchemaForm
          label="Inputs"
          definitions={plan.inputs}
          draft={form.draft}
          onChange={form.setDraft}
          showProblems={form.showProblems}
          errors={form.errors}
          disabled={form.isStarting}
        />
        <SecretNames names={plan.secrets} />
        <SelectField
          label="Place in the queue"
          value={String(form.priority)}
          onChange={(value) => form.setPriority(Number(value))}
          options={PRIORITIES}
        />
        <Checkbox
          label="Strict"
          help="Refuses steps that rest on weak evidence alone"
          checked={form.strict}
          onChange={form.setStrict}
        />
      </div>
      <div className={styles.facts}>
        <p className={styles.digest}>
          Plan <Hash digest={digest} />
        </p>
        <DryRunPane state={form.dry} />
        <EffectsSummary plan={plan} />
      </div>
    </div>
  );
}

function DryRunPane({ state }: { readonly state: DryRunState }) {
  switch (state.kind) {
    case 'none':
      return null;
    case 'reading':
      return <p aria-live="polite">Reading preconditions and checks. Nothing acts.</p>;
    case 'failed':
      return (
        <Notice status="failed">
          {asSentence(state.error.message)} {asSentence(state.error.hint ?? 'Nothing was changed')}
        </Notice>
      );
    case 'done':
      return (
        <section aria-label="Dry run" className={styles.dryPane}>
          <h3>Dry run, nothing was changed</h3>
          <DryRunResults steps={state.steps} />
        </section>
      );
  }
}
