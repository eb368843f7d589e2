import { ChevronDown } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { formatDay } from '#renderer/ui/formats.ts';
import { Popover } from '#renderer/ui/popover.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HistoryFilter } from '#shared/api/history.ts';
import styles from './history.module.css';
import { dayName, dayStart } from './history-query.ts';

const DAY_MS = 86_400_000;
const SPANS = [
  { label: 'Today', days: 1 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 14 days', days: 14 },
  { label: 'Last 30 days', days: 30 },
] as const;

interface DateMenuProps {
  readonly filter: HistoryFilter;
  readonly onChange: (change: Pick<HistoryFilter, 'from' | 'to'>) => void;
}

/** A button that opens the days (UTC) of which runs are shown. */
export function DateMenu({ filter, onChange }: DateMenuProps) {
  const { from, to } = filter;
  const now = useNow(60_000);
  const first = from === undefined ? '' : formatDay(from, now);
  const last = to === undefined ? 'today' : formatDay(to - DAY_MS, now);
  const said = from === undefined && to === undefined ? '' : first === '' ? `until ${last}` : `${first} to ${last}`;
  return (
    <Popover
      label="Date filter"
      trigger={
        <Button className={styles.filter} data-on={said !== '' || undefined}>
          Date
          {said !== '' && <b className={styles.chosen}>{said}</b>}
          <ChevronDown size={13} aria-hidden />
        </Button>
      }
    >
      <div className={styles.groups}>
        <div className={styles.spans}>
          {SPANS.map(({ label, days }) => (
            <Button
              key={days}
              size="sm"
              onClick={() => onChange({ from: now - (now % DAY_MS) - (days - 1) * DAY_MS, to: undefined })}
            >
              {label}
            </Button>
          ))}
        </div>
        <TextField
          label="From, UTC"
          type="date"
          value={from === undefined ? '' : dayName(from)}
          onChange={(day) => onChange({ from: dayStart(day), to })}
        />
        <TextField
          label="To and with, UTC"
          type="date"
          value={to === undefined ? '' : dayName(to - DAY_MS)}
          onChange={(day) => {
            const at = dayStart(day);
            onChange({ from, to: at === undefined ? undefined : at + DAY_MS });
          }}
        />
        <Button size="sm" onClick={() => onChange({ from: undefined, to: undefined })}>
          Any day
        </Button>
      </div>
    </Popover>
  );
}
