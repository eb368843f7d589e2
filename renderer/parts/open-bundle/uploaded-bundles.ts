/** Files that a person gave to this page, each under an id for its address. In memory only: a reload forgets them. */
const files = new Map<string, File>();
/** Old ones go; a bundle may be large. */
const MOST_KEPT = 8;

/** Keeps a file under a new id. */
export function keepUploaded(file: File): string {
  const id = crypto.randomUUID();
  files.set(id, file);
  const [oldest] = files.keys();
  if (files.size > MOST_KEPT && oldest !== undefined) files.delete(oldest);
  return id;
}

/** The file of an id that was given to this page. */
export function uploadedBundle(id: string): File | undefined {
  return files.get(id);
}
