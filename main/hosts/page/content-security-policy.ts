/** What of the policy differs between hosts. */
export interface PolicyOptions {
  /** Made anew for each page; carried by the style elements that the log and the editor make. */
  readonly nonce: string;
  /** Only while developing: where the page's sources come from, and its socket. */
  readonly development?: { readonly socket: string } | undefined;
}

/**
 * The policy of the page. Styles beside the page's own sheets need the nonce of the page: the terminal and the code editor make
 * style elements. Nothing of the kind is allowed for scripts.
 */
export function contentSecurityPolicy({ nonce, development }: PolicyOptions): string {
  const extra = (sources: string): string => (development === undefined ? '' : ` ${sources}`);
  return [
    "default-src 'none'",
    `script-src 'self'${extra(`'nonce-${nonce}'`)}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${extra(development?.socket ?? '')}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(development === undefined ? ["require-trusted-types-for 'script'"] : []),
  ].join('; ');
}

/** Headers of every answer that belongs to the page. */
export function pageHeaders(options: PolicyOptions): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}
