import { ScrollText } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import styles from './registry.module.css';

interface ServerRulesProps {
  readonly server: ServerDetail;
  readonly onWish: (wish: ServerWish) => void;
  readonly onLog: () => void;
}

/** What holds for the tools of the chosen server. */
export function ServerRules({ server: { name, definition, planRules }, onWish, onLog }: ServerRulesProps) {
  return (
    <div className={styles.rules}>
      <h3>Rules for {name}</h3>
      <ul>
        <li>New and changed tools start as Ask.</li>
        <li>Irreversible tools cannot be set to Allow.</li>
        <li>
          {planRules.length === 0
            ? 'No plan has a rule of its own.'
            : `${planRules.length === 1 ? '1 rule' : `${planRules.length} rules`} of single plans.`}
        </li>
        {definition.transport === 'http' && <li>Reached at {new URL(definition.url).host}.</li>}
      </ul>
      <div className={styles.ruleButtons}>
        <Button size="sm" onClick={() => onWish({ kind: 'rules', name })}>
          Edit rules
        </Button>
        {definition.transport === 'stdio' && (
          <Button size="sm" variant="ghost" icon={ScrollText} onClick={onLog}>
            View server log
          </Button>
        )}
      </div>
    </div>
  );
}
