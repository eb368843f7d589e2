import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useSecrets } from '#renderer/client/hooks/settings.ts';
import { keys } from '#renderer/client/keys.ts';
import { Button } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useAct } from '../use-act.ts';
import styles from './start-run.module.css';

/** The secrets that a plan names, and which of them have no value yet. Values go to the vault and never come back. */
export function SecretNames({ names }: { readonly names: readonly string[] }) {
  const { data } = useSecrets();
  const [setting, setSetting] = useState<string | null>(null);
  if (names.length === 0) return null;
  const known = new Map((data?.secrets ?? []).map((secret) => [secret.name, secret]));
  return (
    <section className={styles.secrets} aria-label="Secrets">
      <h3>Secrets</h3>
      {data?.vault.locked === true && <Unlock isNew={data.vault.protection === null} />}
      <ul>
        {names.map((name) => {
          const secret = known.get(name);
          return (
            <li key={name}>
              <code>{name}</code>
              <span className={secret === undefined && data !== undefined ? styles.missing : styles.quiet}>
                {data === undefined ? 'looking' : stateOf(secret)}
              </span>
              {data !== undefined && !data.vault.locked && (
                <Button size="sm" variant="ghost" onClick={() => setSetting(setting === name ? null : name)}>
                  {secret === undefined ? 'Set value' : 'Change'}
                </Button>
              )}
              {setting === name && <SetSecret name={name} onDone={() => setSetting(null)} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function stateOf(secret: { readonly shadowed: boolean } | undefined): string {
  if (secret === undefined) return 'not in the vault; taken from the environment if it is set there';
  return secret.shadowed ? 'from the environment, which goes before the vault' : 'in the vault';
}

function SetSecret({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const [value, setValue] = useState('');
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const queries = useQueryClient();
  const save = async (): Promise<void> => {
    if (value === '' || isBusy) return;
    setBusy(true);
    const isKept = await act(`${name} was not kept`, () => client.settings.setSecret({ name, value }));
    setBusy(false);
    if (!isKept) return;
    await queries.invalidateQueries({ queryKey: keys.secrets() });
    onDone();
  };
  return (
    <form
      className={styles.secretForm}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={`Value of ${name}`}
        hideLabel
        type="password"
        value={value}
        onChange={setValue}
        placeholder="Value"
      />
      <Button type="submit" disabled={value === ''} busy={isBusy}>
        {isBusy ? 'Keeping' : 'Keep in vault'}
      </Button>
    </form>
  );
}

function Unlock({ isNew }: { readonly isNew: boolean }) {
  const [passphrase, setPassphrase] = useState('');
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const queries = useQueryClient();
  const unlock = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const isDone = await act('The vault stays locked', () => client.settings.unlock({ passphrase }));
    setBusy(false);
    setPassphrase('');
    if (isDone) await queries.invalidateQueries({ queryKey: keys.secrets() });
  };
  return (
    <form
      className={styles.secretForm}
      onSubmit={(event) => {
        event.preventDefault();
        void unlock();
      }}
    >
      <TextField
        label={isNew ? 'No vault yet: choose its passphrase' : 'The vault is locked: passphrase'}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
      />
      <Button type="submit" disabled={passphrase === ''} busy={isBusy}>
        {isNew ? 'Use passphrase' : 'Unlock'}
      </Button>
    </form>
  );
}
