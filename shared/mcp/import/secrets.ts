const SENSITIVE_NAME =
  /(?:^|[^a-z])(?:api_?-?key|access_?-?key|private_?-?key|key|token|secret|pass|passwd|password|passphrase|pwd|credentials?|auth|authorization|bearer|cookie|pat|jwt|dsn|connection_?string|webhook)(?:$|[^a-z])|apikey|password|secret|token$/i;

/** Values of such names that say how, and hide nothing. */
const PLAIN_VALUE = /^(?:true|false|yes|no|on|off|none|null|\d{1,3})$/i;

const CREDENTIAL = new RegExp(
  [
    String.raw`^(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}`,
    String.raw`^(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|npm_|hf_|dop_v1_|lin_api_|ntn_|secret_)[A-Za-z0-9_-]{10,}`,
    String.raw`^(?:AKIA|ASIA)[A-Z0-9]{16}$`,
    String.raw`^AIza[A-Za-z0-9_-]{30,}`,
    String.raw`^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.`,
    String.raw`-----BEGIN [A-Z ]*PRIVATE KEY`,
    String.raw`^(?:Bearer|Basic|Token)\s+\S{8,}`,
    String.raw`^[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`,
  ].join('|'),
);

/** What people write where a secret is to stand. */
const BLANK =
  /^(?:\s*|<[^>]*>|\[[^\]]*\]|\*+|x{3,}|\.{3}|(?:.*[-_ ])?your[-_ ].*|my[-_ ](?:api[-_ ])?(?:key|token|secret|password)|.*[-_ ]here|change[-_ ]?me|todo)$/i;

/** True when a variable or header of that name and value is to be kept in the vault. */
export function isSecret(name: string, value: string): boolean {
  if (looksLikeCredential(value)) return true;
  return SENSITIVE_NAME.test(name) && !PLAIN_VALUE.test(value);
}

/** True for a text that is a credential by its form: a known kind of key, a JWT, a URL with a password, long random text. */
export function looksLikeCredential(value: string): boolean {
  return CREDENTIAL.test(value) || isRandom(value);
}

/** True where a file only shows where a secret would stand: `<your token>`, nothing at all. */
export function isBlank(value: string): boolean {
  return BLANK.test(value);
}

/** The name under which a secret of a server is kept: `MCP_SERVER_VARIABLE`, and a number where that is taken. */
export function secretName(server: string, variable: string, isTaken: (name: string) => boolean): string {
  const wanted = `MCP_${nameOf(server, 40)}_${nameOf(variable, 45)}`;
  let name = wanted;
  for (let count = 2; isTaken(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

function nameOf(text: string, longest: number): string {
  return text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .slice(0, longest);
}

/** Long, without words, paths or addresses, and of several kinds of characters. */
function isRandom(value: string): boolean {
  if (!/^[A-Za-z0-9+/_=-]{32,}$/.test(value) || value.startsWith('/')) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size >= 12 && !/[a-z]{9}/.test(value);
}
