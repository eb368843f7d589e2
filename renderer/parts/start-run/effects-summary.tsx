import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import type { Plan } from '#shared/pulser/plan.ts';
import { type NamedStep, planEffects } from './plan-effects.ts';
import styles from './start-run.module.css';

const WHY = { approval: 'asks for approval', irreversible: 'asks for a typed confirmation', person: 'needs a person' };
const MOST = 5;

/** What a run may change, and who is asked before. */
export function EffectsSummary({ plan }: { readonly plan: Plan }) {
  const { counts, irreversible, withoutUndo, asks } = planEffects(plan);
  return (
    <section className={styles.effects} aria-label="What it may change">
      <h3>What it may change</h3>
      <ul className={styles.counts}>
        {(['read', 'write', 'irreversible'] as const)
          .filter((effect) => counts[effect] > 0)
          .map((effect) => (
            <li key={effect}>
              <RiskLabel risk={effect} /> {counts[effect]} {counts[effect] === 1 ? 'step' : 'steps'}
            </li>
          ))}
      </ul>
      {counts.write + counts.irreversible === 0 && <p>It only reads.</p>}
      {irreversible.length > 0 && <p>Cannot be taken back: {namesOf(irreversible)}.</p>}
      {withoutUndo.length > 0 && <p>Writes without an undo: {namesOf(withoutUndo)}.</p>}
      {plan.locks.length > 0 && (
        <p>
          Locks: <code>{plan.locks.join(', ')}</code>
        </p>
      )}
      <h3>Who is asked</h3>
      {asks.length === 0 ? (
        <p>Nobody. It runs to its end by itself.</p>
      ) : (
        <ul>
          {asks.map(({ number, title, why }) => (
            <li key={number}>
              Step {number}, {title}: {WHY[why]}
            </li>
          ))}
        </ul>
      )}
      <p>{ON_FAILURE[plan.onFailure]}</p>
    </section>
  );
}

const ON_FAILURE = {
  rollback: 'If a step fails, what was done is undone in reverse order and read back.',
  stop: 'If a step fails, the run stops and leaves what was done.',
  pause: 'If a step fails, the run waits for your decision.',
} as const;

function namesOf(steps: readonly NamedStep[]): string {
  const shown = steps.slice(0, MOST).map(({ number, title }) => `step ${number} ${title}`);
  return steps.length > MOST ? `${shown.join(', ')} and ${steps.length - MOST} more` : shown.join(', ');
}
