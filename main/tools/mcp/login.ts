import { Client, OAuthClientFlowError, UnauthorizedError } from '@modelcontextprotocol/client';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';
import { HttpTransport } from './http-transport.ts';
import { openLoginCallback } from './login-callback.ts';
import { connectError } from './mcp-error.ts';
import { createOAuthProvider, type OAuthProviderParts } from './oauth-provider.ts';
import { OAuthStore } from './oauth-store.ts';
import { secretValues } from './secret-values.ts';
import { isWebAddress } from './web-address.ts';

export interface OAuthDeps {
  readonly secret: (name: string) => Promise<string | undefined>;
  /** Stores a value in the vault. */
  readonly setSecret: (name: string, value: string) => Promise<void>;
  readonly clock: Clock;
  readonly version: string;
  /** Address of a document that describes the product as a client, for issuers that take one. */
  readonly clientMetadataUrl?: string | undefined;
}

type HttpDefinition = Extract<ServerDefinition, { transport: 'http' }>;

/** How long a person may take to log in, ms. */
const LOGIN_TIME = 300_000;

/** What both a login and a connection need of a server's tokens. */
export async function oauthParts(deps: OAuthDeps, definition: HttpDefinition, mask: Mask): Promise<OAuthProviderParts> {
  const { name, url, oauth } = definition;
  const { clientId, clientSecret, scopes = [] } = oauth ?? {};
  const secrets = clientSecret === undefined ? {} : await secretValues(name, { clientSecret }, { ...deps, mask });
  return {
    name,
    server: new URL(url).href,
    store: new OAuthStore({ ...deps, mask }),
    scopes,
    clientMetadataUrl: deps.clientMetadataUrl,
    registered: clientId === undefined ? undefined : { clientId, clientSecret: secrets['clientSecret'] },
  };
}

/** Logs in to a server: a person's browser goes where the issuer says, and comes back to this machine. */
export async function login(
  deps: OAuthDeps,
  definition: HttpDefinition,
  mask: Mask,
  open: (url: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { name } = definition;
  if (!isWebAddress(definition.url)) throw failed(name, 'its address is not https');
  const callback = await openLoginCallback();
  const stop = AbortSignal.any([signal, AbortSignal.timeout(LOGIN_TIME)]);
  try {
    const provider = createOAuthProvider({
      ...(await oauthParts(deps, definition, mask)),
      person: { redirectUrl: callback.redirectUrl, open: (url) => openSafely(name, url, open) },
    });
    const headers = {
      ...definition.headers,
      ...(await secretValues(name, definition.secretHeaders, { ...deps, mask })),
    };
    const makeTransport = (): HttpTransport =>
      new HttpTransport({ server: name, url: new URL(definition.url), headers, clock: deps.clock, auth: provider });
    // A browser may be back before we have heard that it was sent away.
    const returned = callback.wait(provider.stateValue, stop);
    returned.catch(() => {});
    if (await isLetIn(makeTransport(), deps.version, stop)) return;
    const params = await returned;
    const transport = makeTransport();
    try {
      await transport.finishAuth(params);
    } finally {
      await transport.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (stop.aborted) throw failed(name, 'nobody logged in within five minutes', error);
    if (error instanceof AppError && error.code.startsWith('mcp.login')) throw error;
    throw failed(
      name,
      error instanceof OAuthClientFlowError ? error.message : connectError(error, definition).message,
      error,
    );
  } finally {
    await callback.close();
  }
}

/** True when the server lets us in without a login; false once a person was sent to log in. */
async function isLetIn(transport: HttpTransport, version: string, signal: AbortSignal): Promise<boolean> {
  const client = new Client({ name: 'opsroom', version }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(transport, { signal });
    // Some let anybody connect, and want to know who it is only then.
    if (client.getServerCapabilities()?.tools !== undefined) await client.listTools(undefined, { signal });
    return true;
  } catch (error) {
    if (error instanceof UnauthorizedError) return false;
    throw error;
  } finally {
    await client.close();
    await transport.close();
  }
}

async function openSafely(name: string, url: URL, open: (url: string) => Promise<void>): Promise<void> {
  if (!isWebAddress(url.href)) throw failed(name, `its address for logins is not https: ${url.origin}`);
  try {
    await open(url.href);
  } catch (error) {
    throw failed(name, errorMessage(error), error);
  }
}

function failed(name: string, why: string, cause?: unknown): AppError {
  return new AppError('mcp.login-failed', `the login to ${name} failed: ${why}`, {
    hint: 'try it again',
    ...(cause === undefined ? {} : { cause }),
  });
}
