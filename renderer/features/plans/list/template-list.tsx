import { Button } from '#renderer/ui/button.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import type { TemplateRow } from '#shared/api/plans.ts';
import styles from './list.module.css';

interface TemplateListProps {
  readonly templates: readonly TemplateRow[];
  /** What is done with one: `Use`. */
  readonly action: string;
  readonly onTake: (id: string) => void;
  readonly onRun?: (id: string) => void;
}

/** Plans that come with the product, each with what it may do. */
export function TemplateList({ templates, action, onTake, onRun }: TemplateListProps) {
  return (
    <ul className={styles.templates} aria-label="Templates">
      {templates.map(({ id, title, description, effect, steps }) => (
        <li key={id}>
          <div className={styles.words}>
            <b>{title}</b>
            <span>
              {steps} {steps === 1 ? 'step' : 'steps'}
              {description === '' ? '' : `. ${description}`}
            </span>
          </div>
          <RiskLabel risk={effect} />
          {onRun !== undefined && (
            <Button size="sm" variant="ghost" aria-label={`Run ${title}`} onClick={() => onRun(id)}>
              Run
            </Button>
          )}
          <Button size="sm" aria-label={`${action} ${title}`} onClick={() => onTake(id)}>
            {action}
          </Button>
        </li>
      ))}
    </ul>
  );
}
