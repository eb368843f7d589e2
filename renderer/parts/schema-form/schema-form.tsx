import { useId } from 'react';
import { type Definitions, type FieldDraft, type FormDraft, readForm } from './form-values.ts';
import { SchemaField } from './schema-field.tsx';
import styles from './schema-form.module.css';

interface SchemaFormProps {
  readonly definitions: Definitions;
  readonly draft: FormDraft;
  readonly onChange: (draft: FormDraft) => void;
  /** Says what is missing or wrong at every field; before, only once a field was filled. */
  readonly showProblems: boolean;
  /** What the control room said, by the name of the field; goes before what was found here. */
  readonly errors?: ReadonlyMap<string, string>;
  /** Where a value comes from, by the name of the field: `from session`. */
  readonly origins?: ReadonlyMap<string, string>;
  readonly disabled?: boolean;
  /** The fields that must be filled; without it those that have no default. */
  readonly required?: ReadonlySet<string>;
  /** Says the types of values beside the names of fields, for people who know the program that takes them. */
  readonly hasTypes?: boolean;
  /** Names the group of fields. */
  readonly label: string;
}

/** A form for the inputs of a plan or the fields of a question. */
export function SchemaForm(props: SchemaFormProps) {
  const {
    definitions,
    draft,
    onChange,
    showProblems,
    errors,
    origins,
    disabled = false,
    required,
    hasTypes = false,
    label,
  } = props;
  const id = useId();
  const { problems } = readForm(definitions, draft, required);
  const problemAt = (path: string): string | undefined => {
    const said = errors?.get(path);
    if (said !== undefined) return said;
    const found = problems.get(path);
    return showProblems || found !== 'Needs a value' ? found : undefined;
  };
  const names = Object.keys(definitions);
  if (names.length === 0) return null;
  return (
    <div className={styles.form} role="group" aria-label={label}>
      {names.map((name) => {
        const definition = definitions[name];
        if (definition === undefined) return null;
        return (
          <SchemaField
            key={`${id}-${name}`}
            name={name}
            path={name}
            definition={definition}
            draft={draft[name]}
            isRequired={required?.has(name) ?? definition.default === undefined}
            hasTypes={hasTypes}
            origin={origins?.get(name)}
            problemAt={problemAt}
            disabled={disabled}
            onChange={(next: FieldDraft) => onChange({ ...draft, [name]: next })}
          />
        );
      })}
    </div>
  );
}
