import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '#main/kernel/hash.ts';
import { bundleList, bundleListPath, checkBundle } from '#main/tools/mcp/bundle-files.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { digestHex } from '#shared/lib/digest.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import { readBundleManifest } from '#shared/mcp/import/bundle-manifest.ts';
import { bundleAsks, configAsks, type ImportAsk } from '#shared/mcp/import/import-asks.ts';
import type { ImportContext, ImportedFile } from '#shared/mcp/import/imported.ts';
import { readJsonText } from '#shared/mcp/import/json-text.ts';
import { readImport } from '#shared/mcp/import/read-import.ts';
import type { ServerBundle } from '#shared/mcp/server.ts';
import { readZip, type ZipFile } from './zip-archive.ts';

/** A file that was read and understood. Nothing of it is stored, unpacked or started yet. */
export interface OpenedImport {
  readonly file: ImportedFile;
  /** Lays the files of a bundle into the data folder, where its definition expects them; nothing to do for other files. */
  unpack(): Promise<void>;
}

/**
 * Reads a file that configures MCP servers, or is a bundle of one (`.mcpb`). Throws AppError `mcp.import-json`,
 * `mcp.import-too-large`, `mcp.import-format`, `mcp.import-invalid`, `mcp.import-bundle`.
 */
export function openImport(
  bytes: Buffer,
  place: { readonly dataDir: string; readonly platform: string },
  context: ImportContext,
): OpenedImport {
  if (!isArchive(bytes)) {
    return { file: readImport(textOf(bytes), context), async unpack() {} };
  }
  const files = readZip(bytes);
  const folder = join(place.dataDir, 'mcp-bundles', digestHex(sha256(bytes)));
  const manifest = readManifest(files);
  const list = bundleList(files.values());
  const bundle = { folder, files: sha256(list) };
  const file = readBundleManifest(manifest, { ...bundle, platform: place.platform }, context);
  const programs = file.servers.map(({ definition }) => (definition.transport === 'stdio' ? definition.command : ''));
  return {
    file,
    async unpack() {
      if (!(await isWhole(bundle))) await unpackInto(folder, { files, list, programs });
    },
  };
}

/** The values that a file asks for. Throws AppError `mcp.import-json`, `mcp.import-too-large`, `mcp.import-format`, `mcp.import-bundle`. */
export function askedByImport(bytes: Buffer): readonly ImportAsk[] {
  if (isArchive(bytes)) return bundleAsks(readManifest(readZip(bytes)));
  const file = readJsonText(textOf(bytes));
  return isJsonObject(file) ? configAsks(file) : [];
}

function isArchive(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'PK';
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('mcp.import-format', 'the file is no text, and no bundle', {
      hint: 'choose a JSON file that configures MCP servers, or a bundle (.mcpb)',
      cause,
    });
  }
}

function readManifest(files: ReadonlyMap<string, ZipFile>): Parameters<typeof readBundleManifest>[0] {
  const found = files.get('manifest.json');
  const manifest = found === undefined ? undefined : readJsonText(found.read().toString('utf8'));
  if (isJsonObject(manifest)) return manifest;
  throw new AppError('mcp.import-bundle', 'the bundle cannot be taken: it has no manifest.json that says what it is', {
    hint: 'an MCP bundle is a zip archive with manifest.json at its top',
  });
}

/** False when the folder is not there, or not with the files of the archive. */
async function isWhole(bundle: ServerBundle): Promise<boolean> {
  try {
    await checkBundle('', bundle);
    return true;
  } catch (error) {
    if (errorCode(error) === 'mcp.bundle-changed') return false;
    throw error;
  }
}

interface Unpacked {
  readonly files: ReadonlyMap<string, ZipFile>;
  /** What the folder is held against before anything of it is started. */
  readonly list: string;
  readonly programs: readonly string[];
}

/** The folder is there whole or not at all: its name is the digest of the archive. */
async function unpackInto(folder: string, { files, list, programs }: Unpacked): Promise<void> {
  const partial = `${folder}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    await mkdir(partial, { recursive: true, mode: 0o700 });
    for (const file of files.values()) {
      const target = join(partial, ...file.path.split('/'));
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const isProgram = file.isExecutable || programs.includes(join(folder, ...file.path.split('/')));
      await writeFile(target, file.read(), { mode: isProgram ? 0o700 : 0o600, flag: 'wx' });
    }
    await writeFile(`${partial}.json`, list, { mode: 0o600 });
    await rename(`${partial}.json`, bundleListPath(folder));
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    await rm(`${partial}.json`, { force: true });
    // Somebody else has unpacked the same bytes meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
