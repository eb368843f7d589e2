import { type FormEvent, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextArea, TextField } from '#renderer/ui/text-field.tsx';
import type { ImportAsk } from '#shared/mcp/import/import-asks.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { askedDraft, askedProblems, givenValues } from '../model/asked-values.ts';
import { useFirstProblem } from '../parts/use-first-problem.ts';
import styles from './dialogs.module.css';

interface ImportAsksProps {
  readonly asks: readonly ImportAsk[];
  readonly isBusy: boolean;
  readonly onBack: () => void;
  readonly onGiven: (values: Record<string, string[]>) => void;
}

/** The values that a configuration asks for, as it describes them. */
export function ImportAsks({ asks, isBusy, onBack, onGiven }: ImportAsksProps) {
  const [draft, setDraft] = useState(() => askedDraft(asks));
  const [wasTried, setTried] = useState(false);
  const { place, show } = useFirstProblem<HTMLFormElement>();
  const problems = askedProblems(asks, draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problems.size > 0) show();
    else if (!isBusy) onGiven(givenValues(asks, draft));
  };
  return (
    <form ref={place} className={styles.form} noValidate aria-label="Values that the file asks for" onSubmit={submit}>
      <p className={styles.about}>The file asks for these values. Secrets go to the vault.</p>
      {asks.map((ask) => (
        <AskField
          key={ask.name}
          ask={ask}
          value={draft[ask.name] ?? ''}
          onChange={(value) => setDraft((before) => ({ ...before, [ask.name]: value }))}
          error={wasTried && problems.has(ask.name) ? 'Needs a value' : undefined}
        />
      ))}
      <div className={styles.buttons}>
        <Button onClick={onBack}>Read another</Button>
        <Button type="submit" variant="primary" busy={isBusy}>
          Read with these values
        </Button>
      </div>
    </form>
  );
}

interface AskFieldProps {
  readonly ask: ImportAsk;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

function AskField({ ask, value, onChange, error }: AskFieldProps) {
  const { title, description, isSecret, isRequired, isList, choices } = ask;
  const about = [revealed(description), isSecret ? 'Kept in the vault; it can be given later too.' : ''];
  const texts = {
    label: isRequired || isSecret ? revealed(title) : `${revealed(title)}, optional`,
    help: [...about, isList ? 'Each on a line of its own.' : ''].filter((text) => text !== '').join(' '),
    error,
  };
  if (choices.length > 0) {
    const options = choices.map((choice) => ({ value: choice, label: revealed(choice) }));
    const nothing = choices.includes(value) ? [] : [{ value: '', label: 'Choose' }];
    return <SelectField {...texts} value={value} onChange={onChange} options={[...nothing, ...options]} />;
  }
  if (isList) return <TextArea {...texts} mono rows={3} maxLength={65_536} value={value} onChange={onChange} />;
  return (
    <TextField
      {...texts}
      mono
      maxLength={65_536}
      value={value}
      onChange={onChange}
      required={isRequired}
      {...(isSecret && { type: 'password', autoComplete: 'new-password' })}
    />
  );
}
