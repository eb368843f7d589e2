/** Whether a link may be given to the system's browser or mail program: https without credentials, and mailto. */
export function isExternalLink(text: string): boolean {
  if (text.length > 2_048 || /[\u0000-\u001f\u007f\\]/.test(text)) return false;
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  if (url.protocol === 'mailto:') return true;
  return url.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === '';
}
