import { useId, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { TextArea } from '#renderer/ui/text-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { ImportPreview } from '#shared/api/mcp-views.ts';
import type { ImportAsk } from '#shared/mcp/import/import-asks.ts';
import { base64Of } from '../model/base64.ts';
import type { Pair } from '../model/typed-server.ts';
import { refreshServers } from '../refresh-servers.ts';
import styles from './dialogs.module.css';
import { FoundServer } from './found-server.tsx';
import { ImportAsks } from './import-asks.tsx';
import { PairList } from './pair-list.tsx';

/** Largest file that is read, bytes. */
const LARGEST = 64 * 1024 * 1024;

/** Reads a configuration of another program, shows what is in it, and takes over what a person chooses. */
export function ImportServers({ onDone }: { readonly onDone: (name: string | null) => void }) {
  const file = useId();
  const [text, setText] = useState('');
  const [found, setFound] = useState<ImportPreview | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [replaces, setReplaces] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  /** What a file asks for without a description of its own, as some of the registry do. */
  const [inputs, setInputs] = useState<readonly Pair[]>([]);
  const [bytes, setBytes] = useState<Uint8Array | null>(null);
  const [asks, setAsks] = useState<readonly ImportAsk[]>([]);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      const error = toClientError(thrown);
      setProblem(`${asSentence(error.message)} ${asSentence(error.hint ?? '')}`);
    } finally {
      setBusy(false);
    }
  };
  const preview = async (given: Uint8Array, values: Record<string, string[]>): Promise<void> => {
    const read = await client.mcp.readImport({ data: base64Of(given), inputs: values });
    setFound(read);
    setChosen(new Set(read.servers.filter(({ exists }) => !exists).map(({ name }) => name)));
  };
  const read = (given: Uint8Array): Promise<void> =>
    attempt(async () => {
      setBytes(given);
      const asked = await client.mcp.readImportAsks({ data: base64Of(given) });
      setAsks(asked);
      if (asked.length === 0) await preview(given, typedValues(inputs));
    });
  const readWith = (given: Uint8Array, values: Record<string, string[]>): Promise<void> =>
    attempt(() => preview(given, values));
  const another = (): void => {
    setFound(null);
    setAsks([]);
    setProblem(null);
  };
  const readFile = async (given: File | undefined): Promise<void> => {
    if (given === undefined) return;
    if (given.size > LARGEST) setProblem('A file of more than 64 MB is not read.');
    else await read(new Uint8Array(await given.arrayBuffer()));
  };
  const take = (): Promise<void> =>
    attempt(async () => {
      if (found === null) return;
      await client.mcp.importServers({ importId: found.importId, names: [...chosen], replace: replaces });
      await refreshServers();
      const [first = null] = chosen;
      onDone(chosen.size === 1 ? first : null);
    });
  const replaced = found?.servers.some(({ name, exists }) => exists && chosen.has(name)) ?? false;
  return (
    <div className={styles.form}>
      {found === null && bytes !== null && asks.length > 0 ? (
        <ImportAsks asks={asks} isBusy={isBusy} onBack={another} onGiven={(values) => void readWith(bytes, values)} />
      ) : found === null ? (
        <>
          <TextArea
            label="Configuration"
            help="JSON with mcpServers (Claude Desktop, Cursor, .mcp.json), servers (VS Code), or a server.json of the registry."
            mono
            rows={8}
            value={text}
            onChange={setText}
          />
          <div className={styles.buttons}>
            <label className={styles.file} htmlFor={file}>
              Or choose a file
              <input
                id={file}
                type="file"
                aria-label="Configuration file"
                accept=".json,.mcpb,.jsonc"
                onChange={(event) => void readFile(event.currentTarget.files?.[0])}
              />
            </label>
            <Button
              variant="primary"
              busy={isBusy}
              disabled={text.trim() === ''}
              onClick={() => void read(new TextEncoder().encode(text))}
            >
              Read configuration
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className={styles.about}>
            {found.format}, {found.servers.length === 1 ? '1 server' : `${found.servers.length} servers`}. Nothing of it
            starts before you approve its command.
          </p>
          <ul className={styles.found} aria-label="Servers that were found">
            {found.servers.map((server) => (
              <FoundServer
                key={server.name}
                server={server}
                isChosen={chosen.has(server.name)}
                onChange={(isChosen) => setChosen((before) => changed(before, server.name, isChosen))}
              />
            ))}
          </ul>
          {replaced && (
            <Checkbox
              label="Replace the servers of those names that are there"
              help="They have to be approved again. What was approved of their tools stays, to compare with."
              checked={replaces}
              onChange={setReplaces}
            />
          )}
          <div className={styles.buttons}>
            <Button onClick={another}>Read another</Button>
            <Button
              variant="primary"
              busy={isBusy}
              disabled={chosen.size === 0 || (replaced && !replaces)}
              onClick={() => void take()}
            >
              Import {chosen.size === 1 ? '1 server' : `${chosen.size} servers`}
            </Button>
          </div>
        </>
      )}
      {problem !== null && <Notice status="failed">{problem}</Notice>}
      {problem !== null && found === null && bytes !== null && asks.length === 0 && (
        <>
          <PairList
            title="Values that the file asks for"
            what="value"
            valueLabel="Value"
            pairs={inputs}
            onChange={setInputs}
          />
          <div className={styles.buttons}>
            <Button disabled={inputs.length === 0} busy={isBusy} onClick={() => void read(bytes)}>
              Read again with these values
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function typedValues(inputs: readonly Pair[]): Record<string, string[]> {
  return Object.fromEntries(inputs.map(({ name, value }) => [name, [value]]));
}

function changed(before: ReadonlySet<string>, name: string, isChosen: boolean): ReadonlySet<string> {
  const next = new Set(before);
  if (isChosen) next.add(name);
  else next.delete(name);
  return next;
}
