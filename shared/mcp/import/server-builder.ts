import { SERVER_NAME, type ServerDefinitionSource, serverDefinition } from '../server.ts';
import { below, type ImportContext, type ImportedSecret, type ImportedServer, ImportProblem } from './imported.ts';
import { isBlank, isSecret, secretName } from './secrets.ts';
import { type Fill, fillText } from './value-text.ts';

/** Collects one server of a file: its texts filled, its secrets told apart, its notes. */
export class ServerBuilder {
  readonly name: string;
  readonly pointer: string;
  readonly #pattern: RegExp;
  readonly #fill: Fill;
  readonly #taken: Map<string, string>;
  readonly #secrets: ImportedSecret[] = [];
  readonly #notes: string[] = [];

  /** `taken` is added to: what one server of a file uses is taken for the next. */
  constructor(options: {
    readonly name: string;
    readonly pointer: string;
    readonly pattern: RegExp;
    readonly fill: Fill;
    readonly taken: Map<string, string>;
  }) {
    this.pointer = options.pointer;
    this.#pattern = options.pattern;
    this.#fill = options.fill;
    this.#taken = options.taken;
    this.name = usableName(options.name, options.pointer);
    if (this.name !== options.name) this.note(`${JSON.stringify(options.name)} is named ${this.name} here`);
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** Variables or headers, told apart: what stands in the definition, and names of secrets. */
  values(
    given: Readonly<Record<string, string>>,
    kind: 'environment variable' | 'header',
    at: string,
  ): { readonly plain: Record<string, string>; readonly secret: Record<string, string> } {
    const plain: [string, string][] = [];
    const secret: [string, string][] = [];
    for (const [name, text] of Object.entries(given)) {
      const filled = fillText(text, this.#pattern, this.#fill, below(at, name));
      if (filled.isNothing) continue;
      if (!filled.isSecret && !isSecret(name, filled.text)) {
        plain.push([name, filled.text]);
        continue;
      }
      const isOpen = filled.isOpen || (!filled.isSecret && isBlank(filled.text));
      const use = `${kind} ${name}`;
      secret.push([name, this.#keep(use, name, isOpen ? null : filled.text, filled.secretName, filled.about)]);
    }
    return { plain: Object.fromEntries(plain), secret: Object.fromEntries(secret) };
  }

  /** A secret of one use, whatever its text looks like; gives its name. */
  named(
    use: string,
    variable: string,
    text: string,
    more: { readonly fill?: Fill; readonly about?: string } = {},
  ): string {
    const filled = fillText(text, this.#pattern, more.fill ?? this.#fill, this.pointer);
    const isOpen = filled.isOpen || isBlank(filled.text);
    const about = [more.about ?? '', filled.about].filter((part) => part !== '').join('; ');
    return this.#keep(use, variable, isOpen ? null : filled.text, filled.secretName, about);
  }

  /** The server as it is to be stored. Throws ImportProblem where it cannot be one. */
  build(definition: ServerDefinitionSource, isEnabled = true): ImportedServer {
    const parsed = serverDefinition.safeParse(definition);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const pointer = (issue?.path ?? []).reduce<string>((at, key) => below(at, String(key)), this.pointer);
      throw new ImportProblem(pointer, issue?.message ?? 'is no server');
    }
    return { definition: parsed.data, isEnabled, secrets: this.#secrets, notes: this.#notes };
  }

  #keep(use: string, variable: string, value: string | null, ownName: string | undefined, about: string): string {
    const name = ownName ?? secretName(this.name, variable, (wanted) => this.#isTaken(wanted));
    if (ownName === undefined) this.#taken.set(name, this.name);
    this.#secrets.push({ name, use, value, about });
    return name;
  }

  /** What this server used before it was replaced is its own. */
  #isTaken(name: string): boolean {
    const owner = this.#taken.get(name);
    return (owner !== undefined && owner !== this.name) || this.#secrets.some((secret) => secret.name === name);
  }
}

/** Servers of one file by what they are called here: two of one name are a problem. */
export function refuseTwins(
  servers: readonly { readonly pointer: string; readonly server: ImportedServer }[],
): readonly ImportProblem[] {
  const seen = new Set<string>();
  return servers.flatMap(({ pointer, server: { definition } }) => {
    if (!seen.has(definition.name)) {
      seen.add(definition.name);
      return [];
    }
    return [new ImportProblem(pointer, `there is a second server that would be named ${definition.name}`)];
  });
}

/** Names of secrets that are taken, to be added to. */
export function takenSecrets(context: ImportContext): Map<string, string> {
  return new Map(context.takenSecrets);
}

function usableName(name: string, pointer: string): string {
  const usable = name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+/g, '')
    .slice(0, 64)
    .replaceAll(/[^A-Za-z0-9]+$/g, '');
  if (SERVER_NAME.test(usable)) return usable;
  throw new ImportProblem(pointer, `${JSON.stringify(name)} is no name for a server, and none can be made of it`);
}
