/** Hands a text to the browser as a download; on the desktop a person is asked where it goes. */
export function saveText(name: string, text: string): void {
  // As bytes: no browser shows it in place of the page, whatever is in it.
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // It is read after this turn; a minute is enough for any.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
