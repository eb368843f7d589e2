import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { Shape } from '../format/shape.ts';

/** The JSON of a file of ours, `undefined` when there is none. Throws `proof.damaged-file` when it is not what we write. */
export async function readJsonFile(path: string, shape: Shape): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new AppError('proof.unreadable-file', `${path} cannot be read`, { cause: error });
  }
  const damaged = (why: string, cause?: unknown): AppError =>
    new AppError('proof.damaged-file', `${path} is damaged: ${why}`, { hint: 'restore it from a backup', cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
  const problem = shape(value, '');
  if (problem !== undefined) throw damaged(problem);
  return value;
}

/** Writes a file that only its owner may read: all of it or nothing. */
export async function replaceJsonFile(path: string, value: unknown): Promise<void> {
  const temporary = await writeBeside(path, value);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** As `replaceJsonFile`, but false when the file is there already: of two that create it, one wins. */
export async function createJsonFile(path: string, value: unknown): Promise<boolean> {
  const temporary = await writeBeside(path, value);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeBeside(path: string, value: unknown): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.new`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}
