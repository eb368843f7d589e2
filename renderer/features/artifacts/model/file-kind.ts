/** How a file is shown first. */
export type FileKind = 'text' | 'json' | 'image' | 'diff' | 'hex';

interface NamedFile {
  readonly name: string;
  readonly mediaType: string;
}

const IMAGES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};
const TEXT_TYPES = /^(text\/|application\/(x-)?(sql|yaml|xml|javascript|sh|toml|x-ndjson|ndjson|x-sh)\b)|\+(xml|yaml)$/;
const TEXT_NAMES = /\.(txt|log|md|csv|tsv|ya?ml|toml|ini|conf|sql|sh|ts|js|py|go|rs|xml|html?|css|env|ndjson|jsonl)$/i;

/** The kind of a file by its media type and, where that says nothing, its name. */
export function kindOf({ name, mediaType }: NamedFile): FileKind {
  if (imageType({ name, mediaType }) !== null) return 'image';
  if (/\.(diff|patch)$/i.test(name) || /^text\/x-(diff|patch)/.test(mediaType)) return 'diff';
  if (/\.json$/i.test(name) || /^application\/json|\+json$/.test(mediaType)) return 'json';
  return TEXT_TYPES.test(mediaType) || TEXT_NAMES.test(name) ? 'text' : 'hex';
}

/** The media type of a picture that can be shown; `null` for anything else. */
export function imageType({ name, mediaType }: NamedFile): string | null {
  const [plain = ''] = mediaType.split(';');
  if (Object.values(IMAGES).includes(plain.trim())) return plain.trim();
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  const byName = extension === undefined ? undefined : IMAGES[extension];
  // A picture's name on something else is no picture.
  return byName !== undefined && (plain === 'application/octet-stream' || plain === '') ? byName : null;
}
