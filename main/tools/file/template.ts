import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';

const PLACE = /\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]*)[ \t]*\}\}/g;

/**
 * Fills the `{{name}}` places of a text. A text value stands as it is, any other as JSON. Places that are not a plain name are
 * not ours and stay. Throws `file.template` that names every place without a value.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, Json>>): string {
  const missing = new Set<string>();
  const filled = text.replace(PLACE, (place, name: string) => {
    if (!Object.hasOwn(values, name)) {
      missing.add(name);
      return place;
    }
    const value = values[name] as Json;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (missing.size > 0) {
    throw new AppError('file.template', `the template has places without a value: ${[...missing].join(', ')}`, {
      hint: 'give each of them under values',
      details: { names: [...missing] },
    });
  }
  return filled;
}
