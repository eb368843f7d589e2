import { extname } from 'node:path';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.cast': 'application/x-asciicast',
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.db': 'application/vnd.sqlite3',
  '.diff': 'text/x-diff',
  '.gif': 'image/gif',
  '.gz': 'application/gzip',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.patch': 'text/x-diff',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.sql': 'application/sql',
  '.sqlite': 'application/vnd.sqlite3',
  '.svg': 'image/svg+xml',
  '.tar': 'application/x-tar',
  '.toml': 'application/toml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.zip': 'application/zip',
};

const BY_START: readonly (readonly [start: string, type: string])[] = [
  ['\u0089PNG\r\n', 'image/png'],
  ['\u00ff\u00d8\u00ff', 'image/jpeg'],
  ['%PDF-', 'application/pdf'],
  ['PK\u0003\u0004', 'application/zip'],
  ['\u001f\u008b', 'application/gzip'],
  ['SQLite format 3\0', 'application/vnd.sqlite3'],
];

/** The media type by name, else by what the content begins with. `start`: its first bytes. */
export function mediaTypeOf(name: string, start: Buffer, isText: boolean): string {
  const named = BY_EXTENSION[extname(name).toLowerCase()];
  if (named !== undefined) return named;
  const text = start.toString('latin1');
  const known = BY_START.find(([magic]) => text.startsWith(magic));
  return known?.[1] ?? (isText ? 'text/plain' : 'application/octet-stream');
}
