import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';

/** A value that a file asks for before its servers can be used. */
export interface ImportAsk {
  /** By which it is given. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** It goes to the vault, and may be given later. */
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** Several values. */
  readonly isList: boolean;
  /** What is taken when nothing is given, as it is written in the file. */
  readonly usual: readonly string[];
  /** The values that it may have; any when empty. */
  readonly choices: readonly string[];
}

/** What a file of VS Code asks for in `inputs`. What is malformed is left to the reader of the file. */
export function configAsks(file: JsonObject): readonly ImportAsk[] {
  const owner = isJsonObject(file.mcp) && file.servers === undefined ? file.mcp : file;
  if (file.mcpServers !== undefined || !isJsonObject(owner.servers) || !Array.isArray(owner.inputs)) return [];
  return owner.inputs.flatMap((input: Json): readonly ImportAsk[] => {
    if (!isJsonObject(input) || typeof input.id !== 'string') return [];
    const isSecret = input.password === true;
    const usual = textsOf(input.default);
    return [
      {
        name: input.id,
        title: input.id,
        description: textOf(input.description),
        isSecret,
        isRequired: !isSecret && usual.length === 0,
        isList: false,
        usual,
        choices: input.type === 'pickString' ? choicesOf(input.options) : [],
      },
    ];
  });
}

/** What the manifest of a bundle asks for in `user_config`. What is malformed is left to the reader of the manifest. */
export function bundleAsks(manifest: JsonObject): readonly ImportAsk[] {
  if (!isJsonObject(manifest.user_config)) return [];
  return Object.entries(manifest.user_config).flatMap(([name, option]): readonly ImportAsk[] => {
    if (!isJsonObject(option)) return [];
    const isSecret = option.sensitive === true;
    const usual = textsOf(option.default);
    return [
      {
        name,
        title: textOf(option.title) || name,
        description: textOf(option.description),
        isSecret,
        isRequired: !isSecret && option.required === true && usual.length === 0,
        isList: option.multiple === true,
        usual,
        choices: option.type === 'boolean' ? ['true', 'false'] : [],
      },
    ];
  });
}

/** Choices are texts, or have a label and a value. */
function choicesOf(options: Json | undefined): readonly string[] {
  if (!Array.isArray(options)) return [];
  return options.flatMap((option: Json) => textsOf(isJsonObject(option) ? option.value : option));
}

function textsOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: Json) => textsOf(one));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
