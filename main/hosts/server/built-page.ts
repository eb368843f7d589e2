import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '#shared/lib/app-error.ts';
import { type PageFiles, pageFiles } from '../page/page-files.ts';

/** The page as the build left it. Throws AppError `serve.no-page`. */
export function builtPage(): PageFiles {
  const folder = pageFolder(import.meta.url);
  if (existsSync(`${folder}/index.html`)) return pageFiles(folder);
  throw new AppError('serve.no-page', `there is no built page in ${folder}`, {
    hint: 'build it first: npm run build',
  });
}

/** Beside the folder of the bundle that this file went into, or in the output of the project. */
function pageFolder(here: string): string {
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../../out/renderer' : '../renderer', here));
}
