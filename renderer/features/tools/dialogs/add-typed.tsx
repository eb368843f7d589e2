import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import {
  definitionOf,
  emptyServer,
  type Pair,
  type TypedServer,
  typedProblems,
  typedServer,
} from '../model/typed-server.ts';
import { useFirstProblem } from '../parts/use-first-problem.ts';
import { refreshServers } from '../refresh-servers.ts';
import styles from './dialogs.module.css';
import { MoreFields } from './more-fields.tsx';
import { PairList } from './pair-list.tsx';

interface AddTypedProps {
  readonly transport: 'stdio' | 'http';
  /** The server that is changed, as it was read; `null` for a new one. */
  readonly changed: Pick<ServerDetail, 'definition' | 'digest'> | null;
  readonly onDone: (name: string) => void;
}

/** A server that is typed in or changed: its command and arguments each in a field of its own, or its address. */
export function AddTyped({ transport, changed, onDone }: AddTypedProps) {
  // What is stored meanwhile by somebody else is not what was changed here.
  const [read] = useState(changed);
  const before = read?.definition ?? null;
  const [typed, setTyped] = useState(() => (before === null ? emptyServer(transport) : typedServer(before)));
  const [wasTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const problems = typedProblems(typed);
  const { place, show } = useFirstProblem<HTMLFormElement>();
  const change = (part: Partial<TypedServer>): void => setTyped((now) => ({ ...now, ...part }));
  const said = (field: string): string | undefined => (wasTried ? problems.get(field) : undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (problems.size > 0) show();
    if (isBusy || problems.size > 0) return;
    setBusy(true);
    setProblem(null);
    try {
      const { name } = await client.mcp.add({
        definition: definitionOf(typed, before),
        replace: read?.digest ?? false,
      });
      await refreshServers();
      onDone(name);
    } catch (thrown) {
      const error = toClientError(thrown);
      setProblem(`${asSentence(error.message)} ${asSentence(error.hint ?? '')}`);
      setBusy(false);
    }
  };
  const isCommand = transport === 'stdio';
  return (
    <form ref={place} className={styles.form} noValidate aria-label="Server" onSubmit={(event) => void submit(event)}>
      <TextField
        label="Name"
        help="Plans call it by this name."
        mono
        data-autofocus
        maxLength={64}
        disabled={before !== null}
        value={typed.name}
        onChange={(name) => change({ name })}
        error={said('name')}
        required
      />
      {isCommand ? (
        <>
          <TextField
            label="Command"
            help="The program alone; it is started without a shell."
            mono
            maxLength={4096}
            value={typed.command}
            onChange={(command) => change({ command })}
            error={said('command')}
            required
          />
          <Arguments args={typed.args} onChange={(args) => change({ args })} />
          <TextField
            label="Folder, optional"
            help="Where it starts. Without one: the workspace of the run, or mcp-folder in the data folder."
            mono
            maxLength={4096}
            value={typed.cwd}
            onChange={(cwd) => change({ cwd })}
          />
        </>
      ) : (
        <TextField
          label="Address"
          help="Of its endpoint, beginning with https:// or http://."
          mono
          maxLength={4096}
          value={typed.url}
          onChange={(url) => change({ url })}
          error={said('url')}
          required
        />
      )}
      <PairList
        title={isCommand ? 'Variables' : 'Headers'}
        what={isCommand ? 'variable' : 'header'}
        valueLabel="Value"
        pairs={typed.plain}
        onChange={(plain: readonly Pair[]) => change({ plain })}
        error={said('plain')}
      />
      <PairList
        title={isCommand ? 'Variables with secrets' : 'Headers with secrets'}
        what={isCommand ? 'variable' : 'header'}
        valueLabel="Name of the secret"
        pairs={typed.secret}
        onChange={(secret: readonly Pair[]) => change({ secret })}
        error={said('secret')}
        isSecret
      />
      <MoreFields typed={typed} onChange={change} said={said} />
      {problem !== null && <Notice status="failed">{problem}</Notice>}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" busy={isBusy}>
          {before === null ? 'Add server' : 'Store changes'}
        </Button>
      </div>
    </form>
  );
}

interface ArgumentsProps {
  readonly args: readonly string[];
  readonly onChange: (args: readonly string[]) => void;
}

function Arguments({ args, onChange }: ArgumentsProps) {
  return (
    <fieldset className={styles.group}>
      <legend>Arguments</legend>
      {args.map((arg, index) => (
        <div key={index} className={styles.pair}>
          <TextField
            className={styles.grow}
            label={`Argument ${index + 1}`}
            hideLabel
            mono
            maxLength={65_536}
            value={arg}
            onChange={(value) => onChange(args.with(index, value))}
          />
          <IconButton
            icon={Trash2}
            label={`Remove argument ${index + 1}`}
            onClick={() => onChange(args.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button size="sm" icon={Plus} onClick={() => onChange([...args, ''])}>
        Add argument
      </Button>
    </fieldset>
  );
}
