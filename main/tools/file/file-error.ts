import { AppError, errorCode } from '#shared/lib/app-error.ts';

/** What the file system threw, as `file.*`; anything else comes back unchanged. */
export function fileError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error) || !('syscall' in error)) return error;
  const { path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const where = [path, dest].filter((part) => part !== undefined).join(' -> ');
  const named = (suffix: string, what: string, hint?: string): AppError =>
    new AppError(`file.${suffix}`, where === '' ? what : `${where}: ${what}`, {
      ...(hint === undefined ? {} : { hint }),
      details: { reason: code },
      cause: error,
    });
  switch (code) {
    case 'ENOENT':
      return named('missing', 'no such file or folder', 'make the folder in a step before, with mkdir');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return named('permission', 'not permitted');
    case 'EEXIST':
    case 'ENOTEMPTY':
      return named('exists', 'exists already');
    case 'EISDIR':
      return named('directory', 'is a directory');
    case 'ENOTDIR':
      return named('not-directory', 'a part of the path is not a directory');
    case 'ENOSPC':
    case 'EDQUOT':
      return named('full', 'no space left on the device');
    default:
      return named('failed', code);
  }
}
