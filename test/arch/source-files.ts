import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const TOP_FOLDERS = ['shared', 'main', 'preload', 'renderer', 'resources', 'test'];
const SOURCE = /\.[cm]?[jt]sx?$/;

/** Every source file of the repository: its path from the root, with forward slashes -> its text. */
export function readSourceFiles(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && TOP_FOLDERS.includes(entry.name)) readFolder(root, join(root, entry.name), files);
  }
  return files;
}

function readFolder(root: string, folder: string, files: Map<string, string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = relative(root, path).split(sep).join('/');
    if (entry.isDirectory()) {
      if (name !== 'test/fixtures') readFolder(root, path, files);
    } else if (SOURCE.test(entry.name)) {
      files.set(name, readFileSync(path, 'utf8'));
    }
  }
}
