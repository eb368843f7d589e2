/** What the app is asked to open, from a command line or by the system. */
export type OpenRequest =
  | { readonly kind: 'run'; readonly reference: string }
  | { readonly kind: 'bundle'; readonly path: string };

/** The app's command line. */
export interface DesktopArguments {
  readonly dataDir: string | undefined;
  readonly requests: readonly OpenRequest[];
  /** What was given and means nothing here; a line in the log each. */
  readonly ignored: readonly string[];
}

const LINK = /^opsroom:\/\/run\/(R-[1-9]\d{0,14}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;
const LINK_SCHEME = /^opsroom:/i;
const LONGEST = 4_096;

/** The run that `opsroom://run/<label or id>` names; undefined for any other text. */
export function readLink(text: string): OpenRequest | undefined {
  const [, reference] = text.length > LONGEST ? [] : (LINK.exec(text) ?? []);
  if (reference === undefined) return undefined;
  return { kind: 'run', reference: /^r-/i.test(reference) ? reference.toUpperCase() : reference.toLowerCase() };
}

/** A proof bundle by its path, made absolute; undefined for any other text. */
export function readBundlePath(text: string, absolute: (path: string) => string): OpenRequest | undefined {
  if (text.length > LONGEST || text.includes('\0') || !text.toLowerCase().endsWith('.opsproof.zip')) return undefined;
  return { kind: 'bundle', path: absolute(text) };
}

/**
 * Reads the arguments after the program's own. Switches of Chromium and what cannot be opened are left alone: a second start may
 * come from a web page by way of a link, so that nothing here but the data folder of the first start changes what the app does.
 */
export function readArguments(args: readonly string[], absolute: (path: string) => string): DesktopArguments {
  let dataDir: string | undefined;
  const requests: OpenRequest[] = [];
  const ignored: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index] ?? '';
    if (text === '--data-dir') {
      dataDir = args[index + 1];
      index += 1;
    } else if (text.startsWith('--data-dir=')) {
      dataDir = text.slice('--data-dir='.length);
    } else if (!text.startsWith('-')) {
      const request = LINK_SCHEME.test(text) ? readLink(text) : readBundlePath(text, absolute);
      if (request === undefined) ignored.push(text.slice(0, 200));
      else requests.push(request);
    }
  }
  return { dataDir: dataDir === undefined || dataDir === '' ? undefined : absolute(dataDir), requests, ignored };
}
