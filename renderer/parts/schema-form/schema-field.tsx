import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextArea, TextField } from '#renderer/ui/text-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { Json } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import { choicesOf, type FieldDraft, type FormDraft, fieldDraft, isJsonText } from './form-values.ts';
import styles from './schema-form.module.css';

export interface SchemaFieldProps {
  readonly name: string;
  readonly path: string;
  readonly definition: InputDefinition;
  readonly draft: FieldDraft;
  readonly isRequired: boolean;
  readonly origin?: string | undefined;
  readonly problemAt: (path: string) => string | undefined;
  readonly disabled: boolean;
  readonly onChange: (draft: FieldDraft) => void;
}

const LONG_TEXT = 120;

/** One field by its definition; lists and objects hold further fields. */
export function SchemaField(props: SchemaFieldProps) {
  const { path, definition, draft, problemAt, disabled, onChange } = props;
  const label = labelOf(props);
  const help = helpOf(props);
  const error = problemAt(path);
  const text = typeof draft === 'string' ? draft : '';
  const choices = choicesOf(definition);
  if (choices !== undefined) {
    return <ChoiceField {...{ label, help, error, choices, text, disabled, onChange }} />;
  }
  if (isJsonText(definition)) {
    const said = help ?? (definition.type === 'array' ? 'A JSON list' : 'A JSON object');
    return (
      <TextArea mono label={label} help={said} error={error} value={text} disabled={disabled} onChange={onChange} />
    );
  }
  if (definition.type === 'boolean') {
    // Has to be said, either way: no tick could mean no, or nothing yet.
    if (props.isRequired) {
      const chosen = typeof draft === 'boolean' ? JSON.stringify(draft) : '';
      return (
        <ChoiceField
          {...{ label, help, error, choices: [true, false], text: chosen, disabled }}
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
  if (definition.type === 'array') return <ListField {...props} label={label} help={help} error={error} />;
  if (definition.type === 'object') return <ObjectField {...props} label={label} help={help} error={error} />;
  const shared = { label, help, error, disabled, value: text, onChange, mono: true };
  if (definition.type === 'string' && (text.length > LONG_TEXT || text.includes('\n'))) return <TextArea {...shared} />;
  const numeric = definition.type !== 'string';
  return (
    <TextField
      {...shared}
      inputMode={numeric ? (definition.type === 'integer' ? 'numeric' : 'decimal') : undefined}
      placeholder={exampleOf(definition)}
      required={props.isRequired}
    />
  );
}

interface Texts {
  readonly label: string;
  readonly help: string | undefined;
  readonly error: string | undefined;
}

function ChoiceField(
  props: Texts & {
    readonly choices: readonly Json[];
    readonly text: string;
    readonly disabled: boolean;
    readonly onChange: (draft: FieldDraft) => void;
  },
) {
  const { choices, text, onChange, ...rest } = props;
  const options = choices.map((choice) => ({ value: JSON.stringify(choice), label: wordOf(choice) }));
  const all = text === '' ? [{ value: '', label: 'Choose', disabled: true }, ...options] : options;
  return <SelectField {...rest} value={text} options={all} onChange={onChange} />;
}

function ListField(props: SchemaFieldProps & Texts) {
  const { name, path, definition, draft, problemAt, disabled, onChange, label, help, error } = props;
  const { items } = definition;
  if (items === undefined) return null;
  const drafts = Array.isArray(draft) ? (draft as readonly FieldDraft[]) : [];
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      {help !== undefined && <p className={styles.help}>{help}</p>}
      {drafts.map((item, index) => (
        <div key={index} className={styles.item}>
          <SchemaField
            name={`${name} ${index + 1}`}
            path={`${path}.${index}`}
            definition={items}
            draft={item}
            isRequired
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
  const { path, definition, draft, problemAt, disabled, onChange, label, help, error } = props;
  const fields = typeof draft === 'object' && !Array.isArray(draft) ? (draft as FormDraft) : {};
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      {help !== undefined && <p className={styles.help}>{help}</p>}
      {Object.entries(definition.properties ?? {}).map(([key, own]) => (
        <SchemaField
          key={key}
          name={key}
          path={`${path}.${key}`}
          definition={own}
          draft={fields[key]}
          isRequired={definition.required?.includes(key) ?? false}
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

function labelOf({ name, definition, isRequired }: SchemaFieldProps): string {
  const word = definition.title ?? name;
  return isRequired ? word : `${word}, optional`;
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
