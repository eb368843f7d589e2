import * as z from 'zod';
import type { JsonObject } from '../../lib/json.ts';
import { missingInput } from './config-places.ts';
import { below, type ImportContext, type ImportedFile, ImportProblem, importError } from './imported.ts';
import { readForm } from './read-form.ts';
import { ServerBuilder, takenSecrets } from './server-builder.ts';
import { type Fill, type Filling, fillArgument, fillPlain } from './value-text.ts';

const texts = z.record(z.string(), z.string());
const start = z.object({ command: z.string().min(1), args: z.array(z.string()).default([]), env: texts.default({}) });
const override = z.object({
  command: z.string().min(1).optional(),
  args: z.array(z.string()).optional(),
  env: texts.optional(),
});
const option = z.object({
  type: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  required: z.boolean().default(false),
  sensitive: z.boolean().default(false),
  multiple: z.boolean().default(false),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
});
const manifest = z.object({
  name: z.string().min(1),
  display_name: z.string().max(200).optional(),
  version: z.string().min(1),
  server: z.object({
    type: z.string(),
    mcp_config: start.extend({ platform_overrides: z.record(z.string(), override).default({}) }),
  }),
  compatibility: z.looseObject({ platforms: z.array(z.string()).optional() }).default({}),
  user_config: z.record(z.string(), option).default({}),
});
type Option = z.output<typeof option>;

const PLACES = /\$\{([^{}]*)\}/g;

/**
 * Reads `manifest.json` of an MCP bundle whose files lie unpacked in `folder`; `files` is the digest of their list. Platform: as Node names it. Throws AppError
 * `mcp.import-invalid`.
 */
export function readBundleManifest(
  file: JsonObject,
  { folder, files, platform }: { readonly folder: string; readonly files: string; readonly platform: string },
  context: ImportContext,
): ImportedFile {
  const parsed = readForm(manifest, file);
  if (!parsed.ok) throw importError(parsed.error);
  const { name, display_name: title, version, server, compatibility, user_config: options } = parsed.value;
  try {
    if (compatibility.platforms !== undefined && !compatibility.platforms.includes(platform)) {
      throw new ImportProblem('/compatibility/platforms', `it is made for ${compatibility.platforms.join(', ')} only`);
    }
    const { platform_overrides: overrides, ...usual } = server.mcp_config;
    const special = Object.hasOwn(overrides, platform) ? overrides[platform] : undefined;
    const env = { ...usual.env, ...special?.env };
    const pointer = '/server/mcp_config';
    const fill = bundlePlaces(options, folder, context);
    const builder = new ServerBuilder({ name, pointer, pattern: PLACES, fill, taken: takenSecrets(context) });
    const { plain, secret } = builder.values(env, 'environment variable', below(pointer, 'env'));
    const args = (special?.args ?? usual.args).flatMap((arg, index) =>
      fillArgument(arg, PLACES, fill, below(below(pointer, 'args'), index)),
    );
    const imported = builder.build({
      transport: 'stdio',
      name: builder.name,
      title: `${title ?? name} ${version}`.slice(0, 200),
      command: inFolder(folder, fillPlain(special?.command ?? usual.command, PLACES, fill, below(pointer, 'command'))),
      args,
      cwd: folder,
      bundle: { folder, files },
      env: plain,
      secretEnv: secret,
    });
    return { format: 'MCP bundle', servers: [imported] };
  } catch (error) {
    if (error instanceof ImportProblem) throw importError([error]);
    throw error;
  }
}

/** A program of the bundle by its path; any other by its name. */
function inFolder(folder: string, command: string): string {
  return /^[^/\\~:]+[/\\]/.test(command) ? `${folder}/${command.replace(/^\.[/\\]/, '')}` : command;
}

function bundlePlaces(options: Readonly<Record<string, Option>>, folder: string, context: ImportContext): Fill {
  const simple = (text: string, pointer: string): string =>
    text.replace(PLACES, (whole: string, inside: string) => {
      if (inside === '__dirname') return folder;
      const known = Object.hasOwn(context.folders, inside) ? context.folders[inside] : undefined;
      if (known !== undefined) return known;
      throw new ImportProblem(pointer, `${whole} means nothing here`);
    });
  return ({ text, inside }, pointer): Filling => {
    const key = /^user_config\.(.+)$/.exec(inside)?.[1];
    if (key === undefined) return { kind: 'text', text: simple(text, pointer) };
    const wanted = Object.hasOwn(options, key) ? options[key] : undefined;
    if (wanted === undefined) throw new ImportProblem(pointer, `${text} is not among the settings of the bundle`);
    const about = wanted.description === '' ? wanted.title : wanted.description;
    const given = Object.hasOwn(context.inputs, key) ? context.inputs[key] : undefined;
    if (wanted.sensitive) {
      const value = given?.[0] ?? null;
      return value === null && !wanted.required ? { kind: 'nothing' } : { kind: 'secret', value, about };
    }
    const usual = Array.isArray(wanted.default)
      ? wanted.default
      : wanted.default === undefined
        ? []
        : [String(wanted.default)];
    const values = given ?? usual.map((one) => simple(one, pointer));
    if (values.length > 0)
      return wanted.multiple ? { kind: 'list', texts: values } : { kind: 'text', text: values[0] ?? '' };
    if (wanted.required) throw missingInput(pointer, key, about);
    return { kind: 'nothing' };
  };
}
