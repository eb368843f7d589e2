import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount } from '#renderer/ui/formats.ts';
import { Popover } from '#renderer/ui/popover.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import styles from './history.module.css';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly runs?: number;
}

export interface FilterGroup {
  readonly title: string;
  readonly options: readonly FilterOption[];
  readonly chosen: readonly string[];
  readonly set: (chosen: readonly string[]) => void;
}

interface FilterMenuProps {
  readonly label: string;
  readonly groups: readonly FilterGroup[];
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A list this long gets a field to look through it. */
const LONG = 10;
const MOST_SHOWN = 200;

/** A button that opens boxes to tick: what may be in a column. */
export function FilterMenu({ label, groups, open, onOpenChange }: FilterMenuProps) {
  const chosen = groups.flatMap((group) =>
    group.chosen.map((value) => group.options.find((option) => option.value === value)?.label ?? value),
  );
  const said = chosen.length === 0 ? '' : chosen.length === 1 ? chosen[0] : `${chosen.length}`;
  return (
    <Popover
      label={`${label} filter`}
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button className={styles.filter} data-on={chosen.length > 0 || undefined}>
          {label}
          {said !== '' && <b className={styles.chosen}>{said}</b>}
          <ChevronDown size={13} aria-hidden />
        </Button>
      }
    >
      <div className={styles.groups}>
        {groups.map((group) => (
          <GroupBoxes key={group.title} group={group} hasTitle={groups.length > 1} />
        ))}
      </div>
    </Popover>
  );
}

function GroupBoxes({ group, hasTitle }: { readonly group: FilterGroup; readonly hasTitle: boolean }) {
  const [typed, setTyped] = useState('');
  const { title, options, chosen, set } = group;
  const shown = options.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <fieldset className={styles.group} aria-label={title}>
      {hasTitle && <div className={styles.groupTitle}>{title}</div>}
      {options.length > LONG && (
        <TextField label={`Find in ${title}`} hideLabel placeholder="Find" value={typed} onChange={setTyped} />
      )}
      {shown.slice(0, MOST_SHOWN).map(({ value, label, runs }) => (
        <div key={value} className={styles.option}>
          <Checkbox
            label={label}
            checked={chosen.includes(value)}
            onChange={(on) => set(on ? [...chosen, value] : chosen.filter((other) => other !== value))}
          />
          {runs !== undefined && <span className={styles.quiet}>{formatCount(runs)}</span>}
        </div>
      ))}
      {shown.length === 0 && <p className={styles.quiet}>Nothing of that name</p>}
    </fieldset>
  );
}
