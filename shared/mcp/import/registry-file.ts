import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import type { ServerDefinitionSource } from '../server.ts';
import { missingInput } from './config-places.ts';
import {
  below,
  type ImportContext,
  type ImportedFile,
  type ImportedServer,
  ImportProblem,
  importError,
} from './imported.ts';
import { readForm } from './read-form.ts';
import { ServerBuilder, takenSecrets } from './server-builder.ts';
import { type Fill, type Filling, fillPlain } from './value-text.ts';

const flag = z.boolean().default(false);
/** A value that the user gives, or that the file fixes; `{name}` stands for one of its variables. */
const input = z.object({
  value: z.string().optional(),
  default: z.string().optional(),
  description: z.string().default(''),
  isRequired: flag,
  isSecret: flag,
});
const withVariables = input.extend({ variables: z.record(z.string(), input).default({}) });
const argument = withVariables.extend({
  type: z.enum(['positional', 'named']),
  name: z.string().optional(),
  valueHint: z.string().optional(),
});
const named = withVariables.extend({ name: z.string().min(1) });
const packageEntry = z.object({
  registryType: z.string(),
  identifier: z.string().min(1),
  version: z.string().optional(),
  transport: z.object({ type: z.string() }).default({ type: 'stdio' }),
  runtimeArguments: z.array(argument).default([]),
  packageArguments: z.array(argument).default([]),
  environmentVariables: z.array(named).default([]),
});
const remoteEntry = z.object({
  type: z.string(),
  url: z.string().min(1),
  headers: z.array(named).default([]),
  variables: z.record(z.string(), input).default({}),
});
const serverFile = z.object({
  name: z.string().min(1),
  title: z.string().max(200).optional(),
  packages: z.array(packageEntry).default([]),
  remotes: z.array(remoteEntry).default([]),
});
type Package = z.output<typeof packageEntry>;
type Remote = z.output<typeof remoteEntry>;
type Argument = z.output<typeof argument>;
type Values = z.output<typeof withVariables>;

const PLACES = /\{([A-Za-z_][A-Za-z0-9_-]*)\}/g;
const PROGRAMS: Readonly<Record<string, string>> = { npm: 'npx', pypi: 'uvx', oci: 'docker' };

/** Reads `server.json` of the MCP registry: the first package that can be started here, else the first address. Throws AppError `mcp.import-invalid`. */
export function readRegistryFile(file: JsonObject, context: ImportContext): ImportedFile {
  const parsed = readForm(serverFile, camelCased(file));
  if (!parsed.ok) throw importError(parsed.error);
  try {
    return { format: 'MCP registry', servers: [readServer(parsed.value, context)] };
  } catch (error) {
    if (error instanceof ImportProblem) throw importError([error]);
    throw error;
  }
}

function readServer(file: z.output<typeof serverFile>, context: ImportContext): ImportedServer {
  const packages = file.packages.map((entry, index) => ({ entry, pointer: below('/packages', index) }));
  const found = packages.find(
    ({ entry }) => Object.hasOwn(PROGRAMS, entry.registryType) && entry.transport.type === 'stdio',
  );
  const remotes = file.remotes.map((entry, index) => ({ entry, pointer: below('/remotes', index) }));
  const remote = remotes.find(({ entry }) => entry.type === 'streamable-http');
  const name = file.name.split('/').at(-1) ?? file.name;
  const title = file.title ?? file.name;
  const start = (pointer: string, fill: Fill): ServerBuilder =>
    new ServerBuilder({ name, pointer, pattern: PLACES, fill, taken: takenSecrets(context) });
  if (found !== undefined) {
    const reader = new PackageReader(found.entry, found.pointer, context);
    const builder = start(found.pointer, reader.fill);
    if (packages.length + remotes.length > 1)
      builder.note(`the file offers other ways too: this one is ${found.pointer}`);
    return builder.build({ ...reader.definition(builder), title: title.slice(0, 200) });
  }
  if (remote !== undefined) {
    const builder = start(remote.pointer, placesOf(remote.entry.variables, context));
    return builder.build({
      ...remoteDefinition(remote.entry, remote.pointer, builder, context),
      title: title.slice(0, 200),
    });
  }
  const kinds = [...packages.map(({ entry }) => entry.registryType), ...remotes.map(({ entry }) => entry.type)];
  throw new ImportProblem(
    '',
    `offers nothing that can be started here: ${kinds.join(', ') || 'no package and no address'}`,
  );
}

/** What starts a package: the program of its registry, with an exact version. */
class PackageReader {
  readonly #entry: Package;
  readonly #pointer: string;
  readonly #context: ImportContext;
  readonly fill: Fill = ({ text }) => ({ kind: 'text', text });

  constructor(entry: Package, pointer: string, context: ImportContext) {
    this.#entry = entry;
    this.#pointer = pointer;
    this.#context = context;
  }

  definition(builder: ServerBuilder): Extract<ServerDefinitionSource, { readonly transport: 'stdio' }> {
    const { registryType, environmentVariables } = this.#entry;
    const { plain, secret } = namedValues(environmentVariables, 'environment variable', {
      builder,
      context: this.#context,
      at: below(this.#pointer, 'environmentVariables'),
    });
    const before = this.#arguments('runtimeArguments');
    const after = this.#arguments('packageArguments');
    const names = [...Object.keys(plain), ...Object.keys(secret)];
    const what = this.#pinned();
    const args =
      registryType === 'oci'
        ? ['run', '-i', '--rm', ...names.flatMap((name) => ['-e', name]), ...before, what, ...after]
        : [...(registryType === 'npm' ? ['-y'] : []), ...before, what, ...after];
    return {
      transport: 'stdio',
      name: builder.name,
      command: PROGRAMS[registryType] ?? '',
      args,
      env: plain,
      secretEnv: secret,
    };
  }

  #pinned(): string {
    const { registryType, identifier, version } = this.#entry;
    if (registryType === 'oci' && version === undefined && /[^/]:[^/]+$|@sha256:/.test(identifier)) return identifier;
    if (version === undefined || !/^v?\d+(?:\.\d+)*[A-Za-z0-9.+_-]*$/.test(version)) {
      throw new ImportProblem(this.#pointer, `${identifier} is offered without an exact version`);
    }
    return `${identifier}${registryType === 'oci' ? ':' : '@'}${version}`;
  }

  #arguments(member: 'runtimeArguments' | 'packageArguments'): readonly string[] {
    return this.#entry[member].flatMap((entry, index) =>
      argumentTexts(entry, below(below(this.#pointer, member), index), this.#context),
    );
  }
}

function argumentTexts(entry: Argument, pointer: string, context: ImportContext): readonly string[] {
  const key = entry.valueHint ?? (entry.name === undefined ? 'value' : entry.name.replace(/^-+/, ''));
  if (entry.isSecret)
    throw new ImportProblem(pointer, `${key} is a secret argument, which every process list would show`);
  const flagWord = entry.type === 'named' && entry.name !== undefined ? [entry.name] : [];
  if (
    entry.type === 'named' &&
    entry.value === undefined &&
    entry.default === undefined &&
    entry.valueHint === undefined
  ) {
    // A flag without a value, unless one was given for it.
    if (inputOf(key, context) === undefined) return entry.isRequired ? flagWord : [];
  }
  return valuesOf(entry, key, pointer, context).flatMap((value) => [...flagWord, value]);
}

/** The fixed value with its variables, else what was given, else the usual one. */
function valuesOf(entry: Values, key: string, pointer: string, context: ImportContext): readonly string[] {
  if (entry.value !== undefined) return [fillPlain(entry.value, PLACES, placesOf(entry.variables, context), pointer)];
  const given = inputOf(key, context);
  if (given !== undefined) return given;
  if (entry.default !== undefined) return [entry.default];
  if (entry.isRequired) throw missingInput(pointer, key, entry.description);
  return [];
}

function namedValues(
  entries: readonly z.output<typeof named>[],
  kind: 'environment variable' | 'header',
  { builder, context, at }: { readonly builder: ServerBuilder; readonly context: ImportContext; readonly at: string },
): { readonly plain: Record<string, string>; readonly secret: Record<string, string> } {
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [index, entry] of entries.entries()) {
    const pointer = below(at, index);
    const hasSecret = entry.isSecret || Object.values(entry.variables).some((variable) => variable.isSecret);
    if (hasSecret) {
      const given = inputOf(entry.name, context)?.[0] ?? entry.value ?? '';
      if (given === '' && !entry.isRequired) {
        builder.note(`${kind} ${entry.name} is left out, as it is not required: give it as --input ${entry.name}=…`);
        continue;
      }
      secret[entry.name] = builder.named(`${kind} ${entry.name}`, entry.name, given, {
        fill: placesOf(entry.variables, context),
        about: entry.description,
      });
      continue;
    }
    const [value] = valuesOf(entry, entry.name, pointer, context);
    if (value === undefined) continue;
    const told = builder.values({ [entry.name]: value }, kind, pointer);
    Object.assign(plain, told.plain);
    Object.assign(secret, told.secret);
  }
  return { plain, secret };
}

function remoteDefinition(
  entry: Remote,
  pointer: string,
  builder: ServerBuilder,
  context: ImportContext,
): ServerDefinitionSource {
  const { plain, secret } = namedValues(entry.headers, 'header', { builder, context, at: below(pointer, 'headers') });
  const url = fillPlain(entry.url, PLACES, placesOf(entry.variables, context), below(pointer, 'url'));
  return { transport: 'http', name: builder.name, url, headers: plain, secretHeaders: secret };
}

function placesOf(variables: Values['variables'], context: ImportContext): Fill {
  return ({ text, inside }, pointer): Filling => {
    const variable = Object.hasOwn(variables, inside) ? variables[inside] : undefined;
    if (variable === undefined) return { kind: 'text', text };
    const given = inputOf(inside, context)?.[0] ?? variable.value;
    if (variable.isSecret) return { kind: 'secret', value: given ?? null, about: variable.description };
    const value = given ?? variable.default;
    if (value !== undefined) return { kind: 'text', text: value };
    throw missingInput(pointer, inside, variable.description);
  };
}

function inputOf(name: string, context: ImportContext): readonly string[] | undefined {
  return Object.hasOwn(context.inputs, name) ? context.inputs[name] : undefined;
}

/** Earlier forms of the file name their members with underscores. Names that a maker has chosen are values, not members. */
function camelCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      key === 'variables' && isJsonObject(member)
        ? Object.fromEntries(Object.entries(member).map(([name, one]) => [name, camelCased(one as Json)]))
        : camelCased(member as Json),
    ]),
  );
}
