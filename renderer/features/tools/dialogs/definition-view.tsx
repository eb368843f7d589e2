import { KeyRound } from 'lucide-react';
import { RevealedText } from '#renderer/parts/foreign/revealed-text.tsx';
import { WebAddress } from '#renderer/parts/foreign/web-address.tsx';
import { Hash } from '#renderer/ui/copy-button.tsx';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import type { ServerDeadlines, ServerDefinition } from '#shared/mcp/server.ts';
import styles from './dialogs.module.css';

/** A definition, whole: nothing of it is cut, and nothing in it is hidden. */
export function DefinitionView({ server }: { readonly server: ServerDetail }) {
  const { definition, missingSecrets, digest, origin } = server;
  const isCommand = definition.transport === 'stdio';
  const plain = Object.entries(isCommand ? definition.env : definition.headers);
  const secret = Object.entries(isCommand ? definition.secretEnv : definition.secretHeaders);
  return (
    <div className={styles.definition}>
      {isCommand ? (
        <div>
          <h3>Command and {definition.args.length === 1 ? '1 argument' : `${definition.args.length} arguments`}</h3>
          {/* What scrolls is in reach of the keys. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <ol className={styles.command} tabIndex={0} aria-label="Command and its arguments, each on a line of its own">
            {[definition.command, ...definition.args].map((word, index) => (
              <li key={index}>
                <code>{word === '' ? <i>empty</i> : <RevealedText text={word} />}</code>
              </li>
            ))}
          </ol>
        </div>
      ) : (
        <div>
          <h3>Address</h3>
          <WebAddress url={definition.url} />
        </div>
      )}
      <dl className={styles.facts}>
        {isCommand && (
          <>
            <dt>Folder</dt>
            <dd>
              {definition.cwd === undefined ? (
                'The workspace of the run, or mcp-folder in the data folder'
              ) : (
                <code>
                  <RevealedText text={definition.cwd} />
                </code>
              )}
            </dd>
          </>
        )}
        {isCommand && definition.bundle !== undefined && (
          <>
            <dt>Bundle</dt>
            <dd>
              <code>
                <RevealedText text={definition.bundle.folder} />
              </code>
            </dd>
            <dt>Its files</dt>
            <dd>
              <Hash digest={definition.bundle.files} copyLabel="Copy digest of the files" />
            </dd>
          </>
        )}
        <dt>{isCommand ? 'Variables' : 'Headers'}</dt>
        <dd>
          {plain.length + secret.length === 0 && 'None of its own'}
          <ul>
            {plain.map(([name, value]) => (
              <li key={name}>
                <code>
                  <RevealedText text={`${name}=${value}`} />
                </code>
              </li>
            ))}
            {secret.map(([name, from]) => (
              <li key={name}>
                <KeyRound size={12} aria-hidden />{' '}
                <code>
                  <RevealedText text={name} />
                </code>{' '}
                from the secret <code>{from}</code>
                {missingSecrets.includes(from) && ', which has no value yet'}
              </li>
            ))}
          </ul>
        </dd>
        <dt>Told of</dt>
        <dd>
          {definition.roots === 'workspace'
            ? 'The workspace of the run, or mcp-folder in the data folder'
            : 'No folder'}
        </dd>
        <dt>Completions</dt>
        <dd>{definition.sampling === 'person' ? 'A person answers' : 'Refused'}</dd>
        <dt>Deadlines</dt>
        <dd>{deadlinesText(definition.deadlines)}</dd>
        {!isCommand && definition.oauth !== undefined && (
          <>
            <dt>Login</dt>
            <dd>
              <RevealedText text={loginText(definition.oauth)} />
            </dd>
          </>
        )}
        <dt>Came from</dt>
        <dd>{origin}</dd>
        <dt>Digest</dt>
        <dd>
          <Hash digest={digest} copyLabel="Copy digest" />
        </dd>
      </dl>
    </div>
  );
}

function deadlinesText({ connectMs, listMs, callMs }: ServerDeadlines): string {
  return `${connectMs} ms to connect, ${listMs} ms to list, ${callMs} ms for a call`;
}

type Login = NonNullable<Extract<ServerDefinition, { transport: 'http' }>['oauth']>;

function loginText({ clientId, clientSecret, scopes }: Login): string {
  const parts = [
    clientId === undefined ? 'As a client that registers itself' : `As the client ${clientId}`,
    ...(clientSecret === undefined ? [] : [`with the secret ${clientSecret}`]),
    ...(scopes.length === 0 ? [] : [`for ${scopes.join(' ')}`]),
  ];
  return parts.join(', ');
}
