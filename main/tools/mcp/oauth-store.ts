import type { StoredOAuthClientInformation, StoredOAuthTokens } from '@modelcontextprotocol/client';
import type { Mask } from '#main/engine/ports/mask.ts';
import { sha256 } from '#main/kernel/hash.ts';
import { digestHex } from '#shared/lib/digest.ts';
import { isJsonObject } from '#shared/lib/json.ts';

/** What is known of one authorization server. */
interface IssuerEntry {
  readonly issuer: string;
  readonly client?: (StoredOAuthClientInformation & { readonly redirect_uris?: readonly string[] }) | undefined;
  /** By the address of the server that they are for: a token is never shown to another one. */
  readonly tokens: Readonly<Record<string, StoredOAuthTokens>>;
}

export interface OAuthStoreParts {
  readonly secret: (name: string) => Promise<string | undefined>;
  readonly setSecret: (name: string, value: string) => Promise<void>;
  readonly mask: Mask;
}

/** Registrations and tokens in the vault: by issuer, and which issuer a server belongs to. */
export class OAuthStore {
  readonly #parts: OAuthStoreParts;

  constructor(parts: OAuthStoreParts) {
    this.#parts = parts;
  }

  /** The issuer that a server was last logged in with. */
  async issuerOf(server: string): Promise<string | undefined> {
    const found = await this.#read(secretName('server', server));
    return typeof found?.['issuer'] === 'string' ? found['issuer'] : undefined;
  }

  /** The scopes that were missing when nobody could log in, as one text. */
  async wantedScope(server: string): Promise<string | undefined> {
    const found = await this.#read(secretName('server', server));
    return typeof found?.['wanted'] === 'string' ? found['wanted'] : undefined;
  }

  async want(server: string, scope: string): Promise<void> {
    const found = await this.#read(secretName('server', server));
    if (found?.['wanted'] !== scope) await this.#write(secretName('server', server), { ...found, wanted: scope });
  }

  async client(issuer: string): Promise<IssuerEntry['client']> {
    const { client } = await this.#entry(issuer);
    if (client?.client_secret !== undefined) this.#parts.mask.register(client.client_secret);
    return client;
  }

  async saveClient(issuer: string, client: IssuerEntry['client']): Promise<void> {
    if (client?.client_secret !== undefined) this.#parts.mask.register(client.client_secret);
    await this.#write(secretName('issuer', issuer), { ...(await this.#entry(issuer)), client });
  }

  async tokens(issuer: string, server: string): Promise<StoredOAuthTokens | undefined> {
    const { tokens } = await this.#entry(issuer);
    const found = Object.hasOwn(tokens, server) ? tokens[server] : undefined;
    if (found !== undefined) this.#hide(found);
    return found;
  }

  async saveTokens(issuer: string, server: string, tokens: StoredOAuthTokens | undefined): Promise<void> {
    if (tokens !== undefined) this.#hide(tokens);
    const entry = await this.#entry(issuer);
    const { [server]: _, ...others } = entry.tokens;
    await this.#write(secretName('issuer', issuer), {
      ...entry,
      tokens: tokens === undefined ? others : { ...others, [server]: tokens },
    });
    // What was wanted is asked for at the next login only: whoever was asked has granted it now, or has not.
    if (tokens !== undefined) await this.#write(secretName('server', server), { issuer });
  }

  #hide(tokens: StoredOAuthTokens): void {
    for (const value of [tokens.access_token, tokens.refresh_token, tokens.id_token]) {
      if (value !== undefined && value !== '') this.#parts.mask.register(value);
    }
  }

  async #entry(issuer: string): Promise<IssuerEntry> {
    const found = await this.#read(secretName('issuer', issuer));
    // Two issuers never share a name, unless somebody wrote the secret by hand.
    if (found?.['issuer'] !== issuer) return { issuer, tokens: {} };
    return { tokens: {}, ...found } as unknown as IssuerEntry;
  }

  async #read(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const text = await this.#parts.secret(name);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return isJsonObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #write(name: string, value: unknown): Promise<void> {
    return this.#parts.setSecret(name, JSON.stringify(value));
  }
}

function secretName(kind: 'issuer' | 'server', of: string): string {
  return `MCP_OAUTH_${digestHex(sha256(`${kind} ${of}`))}`;
}
