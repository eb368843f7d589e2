import { Link } from 'wouter';
import { Chip } from '#renderer/ui/chip.tsx';
import { formatDuration, formatMoment } from '#renderer/ui/formats.ts';
import { StatusText } from '#renderer/ui/status-label.tsx';
import type { ComparedRun, ComparedStep, Comparison, Difference } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './compare.module.css';
import { diffOf, valueText } from './compare-model.ts';

/** Who ran what, when, and how it ended. */
export function RunHead({ side, compared }: { readonly side: string; readonly compared: ComparedRun }) {
  const { run, status, planTitle, startedBy } = compared;
  const took =
    run.startedAt === null || run.finishedAt === null ? 'not ended' : formatDuration(run.finishedAt - run.startedAt);
  return (
    <section className={styles.run} aria-label={`${side}: ${runLabel(run.number)}`}>
      <div className={styles.runLine}>
        <Link href={`/runs/${runLabel(run.number)}`}>{runLabel(run.number)}</Link>
        <b>{planTitle}</b>
        <StatusText status={status} />
      </div>
      <span className={styles.quiet}>
        {run.startedAt === null ? 'Not started' : formatMoment(run.startedAt)}, {took}, by {startedBy}
      </span>
      <span className={styles.quiet}>
        {run.sessionName}, plan {run.planName} {run.planVersion}
        {run.strength === null ? '' : `, evidence ${run.strength}`}
      </span>
    </section>
  );
}

interface DifferencesProps {
  readonly title: string;
  readonly all: readonly Difference[];
  readonly onlyChanged: boolean;
}

/** Values of both runs by name. */
export function Differences({ title, all, onlyChanged }: DifferencesProps) {
  const shown = onlyChanged ? all.filter(({ same }) => !same) : all;
  return (
    <section className={styles.section} aria-label={title}>
      <h2>{title}</h2>
      {shown.length === 0 ? (
        <p className={styles.quiet}>{all.length === 0 ? 'None in either run.' : 'The same in both runs.'}</p>
      ) : (
        <table className={styles.table}>
          <Columns first="Name" />
          <tbody>
            {shown.map(({ name, left, right, same }) => (
              <tr key={name} data-changed={same ? undefined : true}>
                <th scope="row">{name}</th>
                <td className={styles.value}>{valueText(left)}</td>
                <td className={styles.value}>{valueText(right)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Columns({ first }: { readonly first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">Left</th>
        <th scope="col">Right</th>
      </tr>
    </thead>
  );
}

/** What the plan said in each run. */
export function PlanDiff({ plan, short }: { readonly plan: Comparison['plan']; readonly short: boolean }) {
  const lines = plan.same && short ? [] : diffOf(plan.leftText, plan.rightText, short);
  return (
    <section className={styles.section} aria-label="Plan">
      <h2>Plan</h2>
      {plan.same && <p className={styles.quiet}>The same in both runs.</p>}
      {lines.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys.
        <pre className={styles.diff} tabIndex={0} aria-label="Differences of the plan">
          {lines.map(({ kind, text }, at) => (
            <code key={at} className={styles.line} data-kind={kind}>
              {kind === 'left' ? '- ' : kind === 'right' ? '+ ' : '  '}
              {text}
            </code>
          ))}
        </pre>
      )}
    </section>
  );
}

/** How each step went in both runs, with what its checks read. */
export function StepRows({ steps, isEverything }: StepRowsProps) {
  const most = Math.max(1, ...steps.flatMap(({ left, right }) => [left?.durationMs ?? 0, right?.durationMs ?? 0]));
  return (
    <table className={styles.table}>
      <Columns first="Step" />
      {steps.map(({ stepId, title, left, right, readings }) => (
        <tbody key={stepId}>
          <tr data-changed={left?.status === right?.status ? undefined : true}>
            <th scope="row">{title}</th>
            <StepCell step={left} most={most} />
            <StepCell step={right} most={most} />
          </tr>
          {readings
            .filter(({ same }) => isEverything || !same)
            .map((reading) => (
              <tr key={reading.name} data-changed={reading.same ? undefined : true}>
                <th scope="row" className={styles.quiet}>
                  {reading.name}
                </th>
                <td className={styles.value}>{valueText(reading.left)}</td>
                <td className={styles.value}>{valueText(reading.right)}</td>
              </tr>
            ))}
        </tbody>
      ))}
    </table>
  );
}

interface StepRowsProps {
  readonly steps: Comparison['steps'];
  readonly isEverything: boolean;
}

function StepCell({ step, most }: { readonly step: ComparedStep | null; readonly most: number }) {
  if (step === null) return <td className={styles.quiet}>Not in this plan</td>;
  const { status, strength, durationMs, tries } = step;
  return (
    <td>
      <span className={styles.facts}>
        <StatusText status={status} />
        {strength !== null && <Chip>{strength}</Chip>}
        {tries > 1 && <span>{tries} tries</span>}
        {durationMs !== null && <span>{formatDuration(durationMs)}</span>}
      </span>
      {durationMs !== null && <span className={styles.bars} style={{ width: `${(durationMs / most) * 100}%` }} />}
    </td>
  );
}
