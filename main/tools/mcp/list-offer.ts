import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { isSteady, serverDrift } from '#shared/mcp/drift.ts';
import { type Connection, NO_DEADLINE } from './connection.ts';
import type { HubOffer, HubPrompt, HubResource, HubTemplate } from './hub-types.ts';
import { mcpError, timedOut } from './mcp-error.ts';

/** Everything that a server offers, of every page, within its deadline for lists. Throws AppError `mcp.*`. */
export async function listOffer(
  connection: Connection,
  server: RegisteredServer,
  signal: AbortSignal,
): Promise<HubOffer> {
  const { client } = connection;
  const capabilities = client.getServerCapabilities();
  const offer = await connection.offer(signal);
  const lists = await withinDeadline(server, connection, signal, async (options) => ({
    resources: capabilities?.resources === undefined ? [] : (await client.listResources(undefined, options)).resources,
    templates: capabilities?.resources === undefined ? [] : await templatesOf(connection, options),
    prompts: capabilities?.prompts === undefined ? [] : (await client.listPrompts(undefined, options)).prompts,
  }));
  const drift = server.pins === null ? null : serverDrift(server.pins, offer.snapshot.tools);
  return {
    identity: connection.identity,
    instructions: client.getInstructions() ?? '',
    snapshot: offer.snapshot,
    duplicates: offer.duplicates,
    drift: drift === null || isSteady(drift) ? null : drift,
    resources: lists.resources.map(
      ({ uri, name, description, mimeType }): HubResource => ({
        uri,
        name,
        description: description ?? '',
        mimeType: mimeType ?? '',
      }),
    ),
    templates: lists.templates,
    prompts: lists.prompts.map(
      (prompt): HubPrompt => ({
        name: prompt.name,
        description: prompt.description ?? '',
        arguments: (prompt.arguments ?? []).map(({ name, description, required }) => ({
          name,
          description: description ?? '',
          required: required === true,
        })),
      }),
    ),
    canSubscribe: capabilities?.resources?.subscribe === true,
    canComplete: capabilities?.completions !== undefined,
  };
}

interface ListOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly cacheMode: 'refresh';
}

async function templatesOf(connection: Connection, options: ListOptions): Promise<readonly HubTemplate[]> {
  const { resourceTemplates } = await connection.client.listResourceTemplates(undefined, options);
  return resourceTemplates.map(({ uriTemplate, name, description }) => ({
    uriTemplate,
    name,
    description: description ?? '',
  }));
}

async function withinDeadline<T>(
  server: RegisteredServer,
  connection: Connection,
  signal: AbortSignal,
  work: (options: ListOptions) => Promise<T>,
): Promise<T> {
  const { name, deadlines } = server.definition;
  const deadline = AbortSignal.timeout(deadlines.listMs);
  const stop = AbortSignal.any([signal, deadline]);
  try {
    return await work({ signal: stop, timeout: NO_DEADLINE, cacheMode: 'refresh' });
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw timedOut(name, 'the list of what it offers', deadlines.listMs);
    throw mcpError(error, name, connection.failure);
  }
}
