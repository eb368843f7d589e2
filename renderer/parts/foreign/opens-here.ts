/** Whether an address can be opened from here: https only. */
export function opensHere(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
