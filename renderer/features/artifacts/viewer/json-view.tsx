import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatBytes } from '#renderer/ui/formats.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { useWholeText } from '../content.ts';
import { type JsonRow, jsonRows } from '../model/json-rows.ts';
import { VirtualTree } from '../tree/virtual-tree.tsx';
import { NotShown, Reading, ReadProblem } from './problem.tsx';
import styles from './viewer.module.css';

/** A tree is made of the whole value. */
const MOST_BYTES = 16_000_000;

/** A JSON value whose members fold. */
export function JsonView({ file }: { readonly file: ArtifactRef }) {
  const isSmall = file.size <= MOST_BYTES;
  const text = useWholeText(isSmall ? file.digest : null, file.size);
  const parsed = useMemo(() => (text.data === undefined ? undefined : parse(text.data)), [text.data]);
  if (!isSmall) {
    return (
      <NotShown>A value of more than {formatBytes(MOST_BYTES)} has no tree. Text shows it, whatever its size.</NotShown>
    );
  }
  if (text.error !== null) return <ReadProblem error={text.error} />;
  if (parsed === undefined) return <Reading />;
  if ('problem' in parsed) return <NotShown>This is not JSON: {parsed.problem}. Text shows it as it is.</NotShown>;
  return <JsonTree key={file.digest} name={file.name} value={parsed.value} />;
}

function JsonTree({ name, value }: { readonly name: string; readonly value: Json }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>('$');
  const rows = useMemo(() => jsonRows(value, toggled), [value, toggled]);
  const fold = ({ key }: JsonRow): void => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  return (
    <div className={styles.json} data-viewer-frame>
      <VirtualTree
        label={`Members of ${name}`}
        rows={rows}
        rowHeight={19}
        active={active}
        onActive={({ key }) => setActive(key)}
        onFold={fold}
        render={(row, isActive) => <Member row={row} isActive={isActive} />}
      />
    </div>
  );
}

const WORDS: Readonly<Record<JsonRow['kind'], string | undefined>> = {
  object: styles.fold,
  array: styles.fold,
  string: styles.string,
  number: styles.digits,
  word: styles.word,
};

function Member({ row, isActive }: { readonly row: JsonRow; readonly isActive: boolean }) {
  const Icon = row.isOpen === true ? ChevronDown : ChevronRight;
  return (
    <span className={classNames(styles.member, isActive && styles.current)} style={{ paddingLeft: 8 + row.level * 16 }}>
      <span className={styles.arrow}>{row.isOpen !== null && <Icon size={11} aria-hidden />}</span>
      {row.name !== '' && <span className={styles.key}>{row.name}: </span>}
      <span className={WORDS[row.kind]}>{row.text}</span>
    </span>
  );
}

function parse(text: string): { readonly value: Json } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
}
