import { GitCompare, Play } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount } from '#renderer/ui/formats.ts';
import { Menu } from '#renderer/ui/menu.tsx';
import type { HistoryRow } from '#shared/api/history.ts';
import type { Wish } from './dispose-dialog.tsx';
import styles from './history.module.css';
import type { RunLinks } from './use-run-links.ts';

interface HistoryFootProps {
  readonly total: number | undefined;
  readonly textIncomplete: boolean;
  readonly chosen: number;
  /** Two runs that are selected, by id. */
  readonly pair: readonly string[] | null;
  readonly current: HistoryRow | undefined;
  readonly links: RunLinks;
  readonly onDispose: (wish: Wish) => void;
  readonly onUnselect: () => void;
  readonly onOpen: (row: HistoryRow) => void;
  readonly onReplay: (row: HistoryRow) => void;
}

/** How many were found, and what can be done with the selected runs or the active one. */
export function HistoryFoot(props: HistoryFootProps) {
  const { total, textIncomplete, chosen, pair, current, links } = props;
  const [left, right] = pair ?? [];
  return (
    <div className={styles.foot}>
      <span role="status">
        {total === undefined ? '' : `${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`}
        {chosen > 0 && `, ${formatCount(chosen)} selected`}
      </span>
      <span className={styles.quiet}>{textIncomplete ? 'Some logs are not searched yet' : 'Times in UTC'}</span>
      <span className={styles.space} />
      {chosen > 0 ? (
        <>
          {left !== undefined && right !== undefined && (
            <Button size="sm" icon={GitCompare} onClick={() => void links.compare([left, right])}>
              Compare both
            </Button>
          )}
          <Button size="sm" onClick={() => props.onDispose('resolved')}>
            Resolve
          </Button>
          <Button size="sm" onClick={() => props.onDispose('ignored')}>
            Ignore
          </Button>
          <Button size="sm" onClick={() => props.onDispose('open')}>
            Reopen
          </Button>
          <Button size="sm" variant="ghost" onClick={props.onUnselect}>
            Unselect
          </Button>
        </>
      ) : (
        current !== undefined && (
          <>
            <Menu
              label="Compare"
              items={[
                { id: 'previous', label: 'With previous run', run: () => void links.comparePrevious(current, false) },
                { id: 'green', label: 'With last verified run', run: () => void links.comparePrevious(current, true) },
              ]}
            >
              <Button size="sm" variant="ghost" icon={GitCompare}>
                Compare
              </Button>
            </Menu>
            <Button size="sm" icon={Play} keys="r" onClick={() => props.onReplay(current)}>
              Replay
            </Button>
            <Button size="sm" keys="Enter" onClick={() => props.onOpen(current)}>
              Open run
            </Button>
          </>
        )
      )}
    </div>
  );
}
