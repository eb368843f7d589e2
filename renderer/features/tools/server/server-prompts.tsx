import { type FormEvent, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import type { ServerDetail, ServerOffers } from '#shared/api/mcp-views.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { ContentPart } from '../call/result-content.tsx';
import { CompletedField } from './completed-field.tsx';
import styles from './server.module.css';

type Prompt = ServerOffers['prompts'][number];
type Got = Awaited<ReturnType<typeof client.mcp.getPrompt>>;

/** The prompts of a server, and what the one that was asked for says. */
export function ServerPrompts({ server: { name, offers } }: { readonly server: ServerDetail }) {
  const [open, setOpen] = useState<string | null>(null);
  if (offers === null) return <p className={styles.none}>Prompts are listed while the server is connected.</p>;
  if (offers.prompts.length === 0) return <p className={styles.none}>It offers no prompts.</p>;
  return (
    <ul className={styles.list} aria-label="Prompts">
      {offers.prompts.map((prompt) => (
        <li key={prompt.name}>
          <button
            type="button"
            className={styles.entry}
            aria-expanded={open === prompt.name}
            onClick={() => setOpen((before) => (before === prompt.name ? null : prompt.name))}
          >
            <code>{revealed(prompt.name)}</code>
            <span className={styles.about}>{revealed(prompt.description)}</span>
          </button>
          {open === prompt.name && <PromptForm server={name} prompt={prompt} />}
        </li>
      ))}
    </ul>
  );
}

function PromptForm({ server, prompt }: { readonly server: string; readonly prompt: Prompt }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [got, setGot] = useState<Got | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isMissing = prompt.arguments.some(({ name, required }) => required && (values[name] ?? '') === '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isMissing || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
      setGot(await client.mcp.getPrompt({ name: server, prompt: prompt.name, arguments: given }));
    } catch (thrown) {
      const error = toClientError(thrown);
      setProblem(`${asSentence(error.message)} ${asSentence(error.hint ?? '')}`);
    }
    setBusy(false);
  };
  return (
    <form
      className={styles.open}
      aria-label={`Prompt ${prompt.name}`}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {prompt.arguments.map(({ name, description, required }) => (
        <CompletedField
          key={name}
          server={server}
          of="prompt"
          reference={prompt.name}
          argument={name}
          label={required ? name : `${name}, optional`}
          help={description === '' ? undefined : revealed(description)}
          value={values[name] ?? ''}
          onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <div>
        <Button size="sm" type="submit" busy={isBusy} disabled={isMissing}>
          Get prompt
        </Button>
      </div>
      {problem !== null && <Notice status="failed">{problem}</Notice>}
      {got !== null && (
        <section aria-label={`What ${prompt.name} says`}>
          {got.messages.map(({ role, content }, index) => (
            <div key={index}>
              <h3 className={styles.title}>{revealed(role)}</h3>
              <ContentPart part={content} />
            </div>
          ))}
        </section>
      )}
    </form>
  );
}
