import { type FormEvent, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { filledTemplate, templateVariables } from '../model/uri-template.ts';
import { CompletedField } from './completed-field.tsx';
import { OpenedResource } from './opened-resource.tsx';
import styles from './server.module.css';
import { useResource } from './use-resource.ts';

/** The resources of a server, and what stands in the one that was opened. */
export function ServerResources({ server }: { readonly server: ServerDetail }) {
  const { name, offers } = server;
  const { reading, read, close, subscribe, unsubscribe } = useResource(name);
  if (offers === null) {
    return (
      <p className={styles.none} role="status">
        Resources are listed while the server is connected.
        {reading?.followed != null && ` ${revealed(reading.uri)} is subscribed to again when it is back.`}
      </p>
    );
  }
  const { resources, templates, canSubscribe } = offers;
  if (resources.length + templates.length === 0) return <p className={styles.none}>It offers no resources.</p>;
  const opened = (uri: string) =>
    reading?.uri === uri && (
      <OpenedResource
        reading={reading}
        canSubscribe={canSubscribe}
        onSubscribe={() => subscribe(uri)}
        onUnsubscribe={unsubscribe}
      />
    );
  const isListed = resources.some(({ uri }) => uri === reading?.uri);
  return (
    <>
      <ul className={styles.list} aria-label="Resources">
        {resources.map(({ uri, name: label, description, mimeType }) => (
          <li key={uri}>
            <button
              type="button"
              className={styles.entry}
              aria-expanded={reading?.uri === uri}
              onClick={() => (reading?.uri === uri ? close() : read(uri))}
            >
              <span>{revealed(label)}</span>
              <code>{revealed(uri)}</code>
              <span className={styles.about}>
                {mimeType} {revealed(description)}
              </span>
            </button>
            {opened(uri)}
          </li>
        ))}
      </ul>
      {templates.length > 0 && <h3 className={styles.title}>Templates</h3>}
      <ul className={styles.list} aria-label="Templates of resources">
        {templates.map((template) => (
          <li key={template.uriTemplate}>
            <Template server={name} template={template} onRead={read} />
          </li>
        ))}
      </ul>
      {reading !== null && !isListed && (
        <section aria-label={`Resource ${reading.uri}`}>
          <h3 className={styles.title}>{revealed(reading.uri)}</h3>
          {opened(reading.uri)}
        </section>
      )}
    </>
  );
}

interface TemplateProps {
  readonly server: string;
  readonly template: NonNullable<ServerDetail['offers']>['templates'][number];
  readonly onRead: (uri: string) => void;
}

function Template({ server, template: { uriTemplate, name, description }, onRead }: TemplateProps) {
  const variables = templateVariables(uriTemplate);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [uri, setUri] = useState(uriTemplate);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onRead(variables === null ? uri : filledTemplate(uriTemplate, values));
  };
  return (
    <form className={styles.open} aria-label={`Template ${name}`} onSubmit={submit}>
      <p className={styles.uri}>{revealed(uriTemplate)}</p>
      <p className={styles.about}>{revealed(description)}</p>
      {variables === null ? (
        <TextField label="Address of the resource" mono value={uri} onChange={setUri} />
      ) : (
        variables.map((variable) => (
          <CompletedField
            key={variable}
            server={server}
            of="template"
            reference={uriTemplate}
            argument={variable}
            label={variable}
            value={values[variable] ?? ''}
            onChange={(value) => setValues((before) => ({ ...before, [variable]: value }))}
          />
        ))
      )}
      <div>
        <Button size="sm" type="submit">
          Read resource
        </Button>
      </div>
    </form>
  );
}
