import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { ExportPreview } from '#shared/api/proofs.ts';
import styles from './export-dialog.module.css';
import { type ExportSelection, isIncluded, totals, withField, withPart } from './export-selection.ts';

interface ExportPartsProps {
  readonly preview: ExportPreview;
  readonly selection: ExportSelection;
  readonly onSelection: (selection: ExportSelection) => void;
  readonly hasLayout: boolean;
  readonly onLayout: (on: boolean) => void;
}

/** What goes into the bundle, and which values are withheld. */
export function ExportParts({ preview, selection, onSelection, hasLayout, onLayout }: ExportPartsProps) {
  const { files, bytes } = totals(preview, selection);
  return (
    <div className={styles.parts}>
      <section>
        <h3>
          Included{' '}
          <span className={styles.quiet}>
            {files} files, {formatBytes(bytes)}
          </span>
        </h3>
        <ul className={styles.list}>
          {preview.included.map((part) => (
            <li key={`${part.kind}:${part.exclude ?? part.label}`}>
              <Checkbox
                label={asTitle(part.label)}
                checked={isIncluded(part, selection)}
                locked={part.exclude === null}
                onChange={(on) => onSelection(withPart(selection, part, on))}
              />
              <span className={styles.quiet}>{formatBytes(part.bytes)}</span>
            </li>
          ))}
          <li>
            <Checkbox label="in-toto layout and links, for in-toto-verify" checked={hasLayout} onChange={onLayout} />
          </li>
        </ul>
        <p className={styles.quiet}>Locked items are needed to check the proofs.</p>
      </section>
      <Redactions preview={preview} selection={selection} onSelection={onSelection} />
    </div>
  );
}

type RedactionsProps = Pick<ExportPartsProps, 'preview' | 'selection' | 'onSelection'>;

function Redactions({ preview, selection, onSelection }: RedactionsProps) {
  const [pattern, setPattern] = useState('');
  const known = new Set(preview.redactable.map((value) => value.pattern));
  const own = [...selection.fields].filter((field) => !known.has(field));
  const add = (): void => {
    const wanted = pattern.trim();
    if (wanted === '') return;
    onSelection(withField(selection, wanted, true));
    setPattern('');
  };
  return (
    <section>
      <h3>
        Withheld <span className={styles.quiet}>{selection.fields.size} patterns</span>
      </h3>
      <ul className={styles.values}>
        {preview.redactable.map(({ pattern: field, label, sample, places }) => (
          <li key={field}>
            <Checkbox
              label={`${label.slice(0, 1).toUpperCase()}${label.slice(1)}`}
              help={`${sample === '' ? field : sample}, ${places} ${places === 1 ? 'place' : 'places'}`}
              checked={selection.fields.has(field)}
              onChange={(on) => onSelection(withField(selection, field, on))}
            />
          </li>
        ))}
        {own.map((field) => (
          <li key={field}>
            <Checkbox
              label={<code>{field}</code>}
              help="Your own pattern"
              checked
              onChange={() => onSelection(withField(selection, field, false))}
            />
          </li>
        ))}
      </ul>
      {preview.redactable.length === 0 && own.length === 0 && (
        <p className={styles.quiet}>This run holds no values that a person gave or a step returned.</p>
      )}
      <form
        className={styles.pattern}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label="Withhold another value"
          help="[STEP:]POINTER, * stands for any text"
          mono
          placeholder="*:/outputs/*"
          value={pattern}
          onChange={setPattern}
          maxLength={500}
        />
        <Button type="submit" icon={Plus} disabled={pattern.trim() === ''}>
          Add
        </Button>
      </form>
      <Notice>
        A withheld value is replaced by a salted hash. Who checks the bundle sees it as <b>withheld</b>, not as failed.
      </Notice>
    </section>
  );
}

/** Words begin with a capital; names of files and plans stay as they are. */
function asTitle(label: string): string {
  return /^[a-z]+( |$)/.test(label) ? `${label.slice(0, 1).toUpperCase()}${label.slice(1)}` : label;
}
