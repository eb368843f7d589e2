import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextArea, TextField } from '#renderer/ui/text-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { Json } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import { choicesOf, type FieldDraft, type FormDraft, fieldDraft, isJsonText } from './form-values.ts';
import styles from './schema-form.module.css';
import { typeText } from './type-text.ts';

export interface SchemaFieldProps {
  readonly name: string;
  readonly path: string;
  readonly definition: InputDefinition;
  readonly draft: FieldDraft;
  readonly isRequired: boolean;
  /** Says the type beside the name. */
  readonly hasTypes: boolean;
  readonly origin?: string | undefined;
  readonly problemAt: (path: string) => string | undefined;
  readonly disabled: boolean;
  readonly onChange: (draft: FieldDraft) => void;
}

const LONG_TEXT = 120;

/** One field by its definition; lists and objects hold further fields. */
export function SchemaField(props: SchemaFieldProps) {
  const { path, definition, draft, isRequired, problemAt, disabled, onChange } = props;
  const label = labelOf(props);
  const note = props.hasTypes ? typeText(definition, isRequired) : undefined;
  const help = helpOf(props);
  const error = problemAt(path);
  const text = typeof draft === 'string' ? draft : '';
  // A field that becomes another one while somebody types in it loses the cursor.
  const [wasLong] = useState(text.length > LONG_TEXT);
  const choices = choicesOf(definition);
  if (choices !== undefined) {
    return <ChoiceField {...{ label, note, help, error, isRequired, choices, text, disabled, onChange }} />;
  }
  if (isJsonText(definition)) {
    const said = help ?? (definition.type === 'array' ? 'A JSON list' : 'A JSON object');
    return <TextArea mono {...{ label, note, error, disabled, onChange }} help={said} value={text} />;
  }
  if (definition.type === 'boolean') {
    // Has to be said, either way: no tick could mean no, or nothing yet.
    if (isRequired) {
      const chosen = typeof draft === 'boolean' ? JSON.stringify(draft) : '';
      return (
        <ChoiceField
          {...{ label, note, help, error, isRequired, choices: [true, false], text: chosen, disabled }}
          onChange={(next) => onChange(next === 'true')}
        />
      );
    }
    const isLeftOut = draft === undefined && definition.default !== undefined;
    return (
      <div className={styles.tick}>
        <Checkbox
          label={label}
          help={isLeftOut ? `Left out${help === undefined ? '' : `. ${help}`}` : help}
          checked={isLeftOut ? 'mixed' : draft === true}
          disabled={disabled}
          onChange={onChange}
        />
      </div>
    );
  }
  if (definition.type === 'array') return <ListField {...props} {...{ label, note, help, error }} />;
  if (definition.type === 'object') return <ObjectField {...props} {...{ label, note, help, error }} />;
  const shared = { label, note, help, error, disabled, value: text, onChange, mono: true };
  if (definition.type === 'string' && (wasLong || text.includes('\n'))) return <TextArea {...shared} />;
  const numeric = definition.type !== 'string';
  return (
    <TextField
      {...shared}
      inputMode={numeric ? (definition.type === 'integer' ? 'numeric' : 'decimal') : undefined}
      placeholder={exampleOf(definition)}
      required={isRequired}
    />
  );
}

interface Texts {
  readonly label: string;
  readonly note: string | undefined;
  readonly help: string | undefined;
  readonly error: string | undefined;
}

function ChoiceField(
  props: Texts & {
    readonly isRequired: boolean;
    readonly choices: readonly Json[];
    readonly text: string;
    readonly disabled: boolean;
    readonly onChange: (draft: FieldDraft) => void;
  },
) {
  const { isRequired, choices, text, onChange, ...rest } = props;
  const options = choices.map((choice) => ({ value: JSON.stringify(choice), label: wordOf(choice) }));
  const none = { value: '', label: isRequired ? 'Choose' : 'Left out', disabled: isRequired };
  return (
    <SelectField
      {...rest}
      value={text}
      options={isRequired && text !== '' ? options : [none, ...options]}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}

function ListField(props: SchemaFieldProps & Texts) {
  const { name, path, definition, draft, hasTypes, problemAt, disabled, onChange, help, error } = props;
  const { items } = definition;
  if (items === undefined) return null;
  const drafts = Array.isArray(draft) ? (draft as readonly FieldDraft[]) : [];
  return (
    <fieldset className={styles.group}>
      <Legend {...props} />
      {help !== undefined && <p className={styles.help}>{help}</p>}
      {drafts.map((item, index) => (
        <div key={index} className={styles.item}>
          <SchemaField
            name={`${name} ${index + 1}`}
            path={`${path}.${index}`}
            definition={items}
            draft={item}
            isRequired
            hasTypes={hasTypes}
            problemAt={problemAt}
            disabled={disabled}
            onChange={(next) => onChange(drafts.with(index, next))}
          />
          <IconButton
            icon={Trash2}
            label={`Remove ${name} ${index + 1}`}
            disabled={disabled}
            onClick={() => onChange(drafts.toSpliced(index, 1))}
          />
        </div>
      ))}
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      <div>
        <Button
          size="sm"
          icon={Plus}
          disabled={disabled}
          onClick={() => onChange([...drafts, fieldDraft(items, items.default)])}
        >
          Add {name}
        </Button>
      </div>
    </fieldset>
  );
}

function ObjectField(props: SchemaFieldProps & Texts) {
  const { path, definition, draft, hasTypes, problemAt, disabled, onChange, help, error } = props;
  const fields = typeof draft === 'object' && !Array.isArray(draft) ? (draft as FormDraft) : {};
  return (
    <fieldset className={styles.group}>
      <Legend {...props} />
      {help !== undefined && <p className={styles.help}>{help}</p>}
      {Object.entries(definition.properties ?? {}).map(([key, own]) => (
        <SchemaField
          key={key}
          name={key}
          path={`${path}.${key}`}
          definition={own}
          draft={fields[key]}
          isRequired={definition.required?.includes(key) ?? false}
          hasTypes={hasTypes}
          problemAt={problemAt}
          disabled={disabled}
          onChange={(next) => onChange({ ...fields, [key]: next })}
        />
      ))}
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Legend({ label, note }: Pick<Texts, 'label' | 'note'>) {
  return (
    <legend className={styles.legend}>
      {label}
      {note !== undefined && <span className={styles.type}> {note}</span>}
    </legend>
  );
}

function labelOf({ name, definition, isRequired, hasTypes }: SchemaFieldProps): string {
  const word = definition.title ?? name;
  return isRequired || hasTypes ? word : `${word}, optional`;
}

function helpOf({ definition, origin }: SchemaFieldProps): string | undefined {
  const parts = [definition.description, origin].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('. ');
}

function exampleOf({ examples, format }: InputDefinition): string | undefined {
  const [example] = examples ?? [];
  return example === undefined ? format : wordOf(example);
}

function wordOf(value: Json): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
