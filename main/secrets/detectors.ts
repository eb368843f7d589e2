// Second line behind the known secrets: things that are secrets by their form. Each kind starts with a fixed text (a
// trigger of the automaton); what follows decides.

/** The form needs more bytes to be decided. */
export const UNDECIDED = -1;

interface Detector {
  readonly triggers: readonly string[];
  /** Only where no word goes on from before it. */
  readonly atWordStart: boolean;
  /** Most bytes that are looked at, and so held back, until the form is decided. */
  readonly window: number;
  /** Length of the form at the start of `text`, 0 for none, `UNDECIDED`. `complete`: nothing more comes. */
  measure(text: string, complete: boolean): number;
}

const DETECTORS: readonly Detector[] = [
  token(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /^gh[pousr]_[A-Za-z0-9]{36,}/, /^\w*/, { window: 300 }),
  token(['github_pat_'], /^github_pat_[A-Za-z0-9_]{40,}/, /^\w*/, { window: 300 }),
  token(['AKIA', 'ASIA'], /^A[KS]IA[A-Z0-9]{16}(?!\w)/, /^\w*/, { window: 40, atWordStart: true }),
  token(['eyJ'], /^eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]{8,}/, /^[\w.-]*/, { window: 16_384, atWordStart: true }),
  { triggers: ['-----BEGIN '], atWordStart: false, window: 16_384, measure: measurePrivateKey },
];

const BY_TRIGGER: readonly (readonly [trigger: string, detector: Detector])[] = DETECTORS.flatMap((detector) =>
  detector.triggers.map((trigger) => [trigger, detector] as const),
);

/** The fixed starts, in the order of their numbers. */
export const DETECTOR_TRIGGERS: readonly Uint8Array[] = BY_TRIGGER.map(([trigger]) => Buffer.from(trigger, 'latin1'));

/** Bytes of the form that trigger number `trigger` may have found at the start of `bytes`, 0 for none, or `UNDECIDED`. */
export function measureForm(trigger: number, before: number, bytes: Buffer, ended: boolean): number {
  const detector = BY_TRIGGER[trigger]?.[1];
  if (detector === undefined || (detector.atWordStart && isWordByte(before))) return 0;
  const window = bytes.subarray(0, detector.window);
  return detector.measure(window.toString('latin1'), ended || window.length === detector.window);
}

function token(
  triggers: readonly string[],
  form: RegExp,
  run: RegExp,
  options: { readonly window: number; readonly atWordStart?: boolean },
): Detector {
  return {
    triggers,
    window: options.window,
    atWordStart: options.atWordStart ?? false,
    measure(text, complete) {
      if (!complete && run.exec(text)?.[0].length === text.length) return UNDECIDED;
      return form.exec(text)?.[0].length ?? 0;
    },
  };
}

const KEY_START = /^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_START_SO_FAR = /^-----BEGIN [A-Z0-9 ]{0,60}-{0,4}$/;
const KEY_END = /-----END [A-Z0-9 ]{0,60}-----/;
// Base64, armour headers, and the escapes of a key inside JSON.
const KEY_BODY = /^[A-Za-z0-9+/=\s\\:,-]*/;

function measurePrivateKey(text: string, complete: boolean): number {
  const start = KEY_START.exec(text)?.[0].length;
  if (start === undefined) return !complete && KEY_START_SO_FAR.test(text) ? UNDECIDED : 0;
  const body = start + (KEY_BODY.exec(text.slice(start))?.[0].length ?? 0);
  const end = KEY_END.exec(text.slice(start, body));
  if (end !== null) return start + end.index + end[0].length;
  if (body === text.length && !complete) return UNDECIDED;
  // A key that was cut off is a secret all the same.
  return body - start >= 40 ? body : 0;
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x2d
  );
}
