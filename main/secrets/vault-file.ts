import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { syncFolder } from '#main/kernel/sync-folder.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { json } from '#shared/pulser/primitives.ts';

const sealedValue = z.strictObject({ iv: z.string(), tag: z.string(), data: z.string() });

const vaultFile = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  key: z.strictObject({
    source: z.enum(['keyring', 'passphrase']),
    parameters: z.record(z.string(), json),
    /** A known text under the wrapping key: tells a wrong key from a damaged file. */
    check: sealedValue,
    /** The data key under the wrapping key. */
    data: sealedValue,
  }),
  secrets: z.record(z.string(), z.strictObject({ ...sealedValue.shape, updatedAt: z.int() })),
});

/** A vault as it stands on disk. */
export type VaultFile = z.output<typeof vaultFile>;

const LARGEST_FILE = 64 << 20;

/** Reads a vault file; `undefined` when there is none. Throws AppError `vault.open-to-others`, `vault.damaged`, `vault.newer`. */
export async function readVaultFile(path: string): Promise<VaultFile | undefined> {
  const text = await readPrivate(path);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause);
  }
  const version = typeof content === 'object' && content !== null && 'version' in content ? content.version : undefined;
  if (typeof version === 'number' && version > 1) {
    throw new AppError('vault.newer', `${path} was written by a newer version of this program`, {
      hint: 'use the version that wrote it, or a newer one',
    });
  }
  const parsed = vaultFile.safeParse(content);
  if (!parsed.success) throw damaged(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

async function readPrivate(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new AppError('vault.unreadable', `${path} cannot be read`, { cause: error });
  });
  if (file === undefined) return undefined;
  try {
    const { mode, size } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new AppError('vault.open-to-others', `${path} can be read or written by others`, {
        hint: `chmod 600 ${path}`,
      });
    }
    if (size > LARGEST_FILE) throw damaged(path, 'it is larger than any vault');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function damaged(path: string, why: string, cause?: unknown): AppError {
  return new AppError('vault.damaged', `${path} is damaged: ${why}`, {
    hint: 'restore it from a backup, or move it away and set the secrets again; it is never overwritten',
    cause,
  });
}

/** Puts the file in place as a whole: after a crash the old one stands or the new one. */
export async function writeVaultFile(path: string, content: VaultFile): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new AppError('vault.unwritable', `${path} cannot be written`, { cause: error });
  }
  await syncFolder(folder);
}
