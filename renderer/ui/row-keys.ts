/** Where a key leads in a list of rows; undefined for a key that moves nothing. `index` is -1 while nothing is active. */
export function rowAfterKey(key: string, index: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const within = (wanted: number): number => Math.min(count - 1, Math.max(0, wanted));
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return within(index + 1);
    case 'k':
    case 'ArrowUp':
      return within(index === -1 ? count - 1 : index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return within(index + page);
    case 'PageUp':
      return within(index - page);
    default:
      return undefined;
  }
}
