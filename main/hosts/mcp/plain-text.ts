import { stripVTControlCharacters } from 'node:util';

/** Foreign text that cannot steer a terminal: escape sequences and control characters removed, lines and tabs kept. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replaceAll(/(?![\n\t])\p{Control}/gu, '');
}
