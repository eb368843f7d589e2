import { AppError } from '#shared/lib/app-error.ts';
import type { ApiContext } from './context.ts';

/** The folder that a person chose under this id: pages name no paths. Throws AppError `host.unknown-folder`. */
export function chosenFolder({ host }: Pick<ApiContext, 'host'>, folderId: string): string {
  const folder = host.folderOf(folderId);
  if (folder !== undefined) return folder;
  throw new AppError('host.unknown-folder', 'that folder was not chosen in this window', { hint: 'choose it again' });
}
