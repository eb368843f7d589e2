import { Eye, Pencil, TriangleAlert } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './risk-label.module.css';

const RISKS = {
  read: { word: 'Read', Icon: Eye },
  write: { word: 'Write', Icon: Pencil },
  irreversible: { word: 'Irreversible', Icon: TriangleAlert },
} as const;

interface RiskLabelProps {
  readonly risk: keyof typeof RISKS;
}

/** What a step may do to the world: quiet, outlined, filled. */
export function RiskLabel({ risk }: RiskLabelProps) {
  const { word, Icon } = RISKS[risk];
  return (
    <span className={classNames(styles.risk, styles[risk])}>
      <Icon size={12} aria-hidden />
      {word}
    </span>
  );
}
