import { randomBytes } from 'node:crypto';
import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { loginRequired } from './mcp-error.ts';
import type { OAuthStore } from './oauth-store.ts';

export interface OAuthProviderParts {
  readonly name: string;
  /** Address of the server that tokens are for. */
  readonly server: string;
  readonly store: OAuthStore;
  readonly scopes: readonly string[];
  /** Address of a document that describes the product as a client, where there is one. */
  readonly clientMetadataUrl?: string | undefined;
  /** A client that the operator registered. */
  readonly registered?: { readonly clientId: string; readonly clientSecret: string | undefined } | undefined;
  /** A person who can log in: where the browser comes back to, and how an address is opened. Absent: nobody is there. */
  readonly person?: { readonly redirectUrl: string; readonly open: (url: URL) => Promise<void> } | undefined;
}

/** Tokens of one server for the client of the protocol; what a login needs beside them lives as long as this object. */
export function createOAuthProvider(parts: OAuthProviderParts): OAuthClientProvider & { readonly stateValue: string } {
  const { name, server, store, person, registered } = parts;
  const stateValue = randomBytes(32).toString('base64url');
  let discovery: OAuthDiscoveryState | undefined;
  let verifier: string | undefined;
  let known: StoredOAuthTokens | undefined;
  let isRead = false;

  const issuer = async (context: OAuthClientInformationContext | undefined): Promise<string | undefined> =>
    context?.issuer ?? (await store.issuerOf(server));

  const readTokens = async (
    context: OAuthClientInformationContext | undefined,
  ): Promise<StoredOAuthTokens | undefined> => {
    const of = await issuer(context);
    isRead = true;
    known = of === undefined ? undefined : await store.tokens(of, server);
    return known;
  };

  /** A secret is shown to the issuer alone that it was first used with. */
  const clientOf = async (
    context: OAuthClientInformationContext | undefined,
  ): Promise<StoredOAuthClientInformation | undefined> => {
    const of = await issuer(context);
    if (registered !== undefined) {
      const bound = registered.clientSecret === undefined ? of : ((await store.issuerOf(server)) ?? of);
      return {
        client_id: registered.clientId,
        ...(registered.clientSecret === undefined ? {} : { client_secret: registered.clientSecret }),
        ...(bound === undefined ? {} : { issuer: bound }),
      };
    }
    const client = of === undefined ? undefined : await store.client(of);
    if (person === undefined) {
      if (client === undefined) throw loginRequired(name);
      return client;
    }
    // The port that the browser comes back to is another one each time, and not every issuer overlooks that.
    const isForThisPort = client?.redirect_uris?.includes(person.redirectUrl) !== false;
    return isForThisPort ? client : undefined;
  };

  return {
    stateValue,
    get redirectUrl() {
      return person?.redirectUrl ?? 'http://127.0.0.1/callback';
    },
    ...(parts.clientMetadataUrl === undefined ? {} : { clientMetadataUrl: parts.clientMetadataUrl }),
    get clientMetadata(): OAuthClientMetadata {
      return {
        client_name: 'Ops Control Room',
        redirect_uris: [String(this.redirectUrl)],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...(parts.scopes.length === 0 ? {} : { scope: parts.scopes.join(' ') }),
      };
    },
    state: () => stateValue,
    clientInformation: clientOf,
    ...(registered === undefined
      ? {
          saveClientInformation: async (
            client: StoredOAuthClientInformation,
            context?: OAuthClientInformationContext,
          ) => {
            const of = context?.issuer ?? client.issuer;
            if (of !== undefined) await store.saveClient(of, client);
          },
        }
      : {}),
    // Asked before each message: the vault is read when the server, or the issuer, is in question.
    async tokens(context) {
      // A login begins without any, whatever there was before.
      if (person !== undefined || (context === undefined && isRead)) return known;
      return readTokens(context);
    },
    async saveTokens(tokens, context) {
      const of = context?.issuer ?? tokens.issuer;
      if (of === undefined) return;
      known = tokens;
      isRead = true;
      await store.saveTokens(of, server, tokens);
    },
    async redirectToAuthorization(url) {
      const scope = url.searchParams.get('scope') ?? '';
      if (person === undefined) {
        if (scope !== '') await store.want(server, scope);
        throw loginRequired(name);
      }
      const wanted = new Set([...scope.split(' '), ...((await store.wantedScope(server)) ?? '').split(' ')]);
      wanted.delete('');
      if (wanted.size > 0) url.searchParams.set('scope', [...wanted].join(' '));
      await person.open(url);
    },
    saveCodeVerifier(value) {
      verifier = value;
    },
    codeVerifier() {
      if (verifier === undefined) throw loginRequired(name);
      return verifier;
    },
    saveDiscoveryState(state) {
      discovery = state;
    },
    discoveryState: () => discovery,
    async invalidateCredentials(scope) {
      if (scope === 'discovery' || scope === 'all') discovery = undefined;
      if (scope === 'verifier' || scope === 'all') verifier = undefined;
      const of = await store.issuerOf(server);
      if (of === undefined) return;
      if ((scope === 'client' || scope === 'all') && registered === undefined) await store.saveClient(of, undefined);
      if (scope === 'tokens' || scope === 'all') {
        const used = known?.refresh_token;
        const now = await readTokens({ issuer: of });
        // Another process may have renewed them meanwhile: those are good.
        if (now?.refresh_token === used) await store.saveTokens(of, server, undefined);
      }
    },
  };
}
