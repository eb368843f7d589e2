import { ArrowDown, ArrowDownToLine, ArrowUp, Clock, Copy, Search, WrapText } from 'lucide-react';
import type { RefObject } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './log-pane.module.css';
import { searchWords } from './search-model.ts';
import type { LogSearch } from './use-log-search.ts';

interface LogToolbarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly search: LogSearch;
  readonly wraps: boolean;
  readonly onWraps: (on: boolean) => void;
  readonly showsTimes: boolean;
  readonly onTimes: (on: boolean) => void;
  readonly onCopy: () => void;
  readonly isLive: boolean;
  readonly isFollowed: boolean;
  readonly newLines: number;
  readonly onFollow: () => void;
}

/** Search, and how the log is shown. */
export function LogToolbar(props: LogToolbarProps) {
  const { field, search, wraps, onWraps, showsTimes, onTimes, onCopy, isLive, isFollowed, newLines, onFollow } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Log">
      <TextField
        ref={field}
        className={styles.search}
        label="Search log"
        hideLabel
        placeholder="Search log"
        icon={Search}
        value={search.text}
        onChange={search.setText}
        maxLength={500}
        after={
          <span className={styles.count} role="status">
            {search.error ?? searchWords(search.state)}
          </span>
        }
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            search.move(event.shiftKey ? -1 : 1);
          }
          if (event.key === 'Escape') {
            event.stopPropagation();
            search.setText('');
            event.currentTarget.blur();
          }
        }}
      />
      <IconButton icon={ArrowUp} label="Previous match" onClick={() => search.move(-1)} />
      <IconButton icon={ArrowDown} label="Next match" onClick={() => search.move(1)} />
      <span className={styles.space} />
      <span className={styles.optional}>
        <IconButton icon={WrapText} label="Wrap lines" aria-pressed={wraps} onClick={() => onWraps(!wraps)} />
        <IconButton icon={Clock} label="Show times" aria-pressed={showsTimes} onClick={() => onTimes(!showsTimes)} />
      </span>
      <IconButton icon={Copy} label="Copy log" onClick={onCopy} />
      {isLive && (
        <Button size="sm" icon={ArrowDownToLine} keys="F" aria-pressed={isFollowed} onClick={onFollow}>
          {isFollowed ? 'Following' : newLines > 0 ? `${newLines.toLocaleString('en-US')} new lines` : 'Follow'}
        </Button>
      )}
    </div>
  );
}
