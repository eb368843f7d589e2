import { Search } from 'lucide-react';
import { type Ref, useEffect, useState } from 'react';
import { useHistoryFacets } from '#renderer/client/hooks/history.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { STATUS_LABELS } from '#renderer/ui/status.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import type { HistoryFilter } from '#shared/api/history.ts';
import { LANES } from '#shared/pulser/plan.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { DISPOSITIONS } from '#shared/run/verdict.ts';
import { DateMenu } from './date-menu.tsx';
import { type FilterGroup, FilterMenu, type FilterOption } from './filter-menu.tsx';
import styles from './history.module.css';
import { settledText, type TypedText } from './typed-text.ts';

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  readonly onChange: (change: HistoryFilter) => void;
  readonly onClear: () => void;
  readonly search: Ref<HTMLInputElement>;
  /** The first filter is open. */
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** What was typed is searched for after this pause, ms. */
const PAUSE_MS = 200;

const word = (value: string): FilterOption => ({
  value,
  label: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
});
const STATUSES: readonly FilterOption[] = SHOWN_STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] }));

/** The filters of the history: a text, and what may be in each column. */
export function HistoryFilters({ filter, onChange, onClear, search, isOpen, onOpenChange }: HistoryFiltersProps) {
  const narrow = useMediaQuery(NARROW);
  const facets = useHistoryFacets().data;
  const group = (title: string, name: ListName, options: readonly FilterOption[]): FilterGroup => ({
    title,
    options,
    chosen: filter[name] ?? [],
    set: (chosen) => onChange({ [name]: [...chosen] }),
  });
  const status = group('Status', 'status', STATUSES);
  const plan = group('Plan', 'plans', facets?.plans ?? []);
  const rest = [
    group('Lane', 'lanes', LANES.map(word)),
    group('Session', 'sessions', facets?.sessions ?? []),
    group('Operator', 'operators', facets?.operators ?? []),
    group('Disposition', 'dispositions', DISPOSITIONS.map(word)),
  ];
  return (
    <>
      <SearchField text={filter.text ?? ''} onChange={(text) => onChange({ text })} field={search} />
      <FilterMenu label="Status" groups={[status]} open={isOpen} onOpenChange={onOpenChange} />
      <FilterMenu label="Plan" groups={[plan]} />
      {!narrow && rest.map((one) => <FilterMenu key={one.title} label={one.title} groups={[one]} />)}
      <DateMenu filter={filter} onChange={onChange} />
      {narrow && <FilterMenu label={`${rest.length} more`} groups={rest} />}
      {Object.keys(filter).length > 0 && (
        <Button variant="ghost" onClick={onClear}>
          Clear
        </Button>
      )}
    </>
  );
}

type ListName = 'status' | 'plans' | 'lanes' | 'sessions' | 'operators' | 'dispositions';

interface SearchFieldProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly field: Ref<HTMLInputElement>;
}

function SearchField({ text, onChange, field }: SearchFieldProps) {
  const [typed, setTyped] = useState<TypedText>({ value: text, text, asked: null });
  const settled = settledText(typed, text);
  if (settled !== typed) setTyped(settled);
  const { value } = settled;
  const ask = (wanted: string, shown = value): void => {
    setTyped({ value: shown, text, asked: wanted });
    onChange(wanted);
  };
  useEffect(() => {
    if (value.trim() === text) return undefined;
    const timer = setTimeout(() => ask(value.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextField
      className={styles.search}
      label="Search runs"
      hideLabel
      ref={field}
      icon={Search}
      maxLength={500}
      placeholder="Run id, plan, step or log text"
      value={value}
      onChange={(next) => setTyped({ ...settled, value: next })}
      onKeyDown={(event) => {
        if (event.key === 'Enter') ask(value.trim());
        if (event.key === 'Escape') ask('', '');
      }}
      after={<Kbd>/</Kbd>}
    />
  );
}
