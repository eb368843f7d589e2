/**
 * Gives the style elements that scripts of the page make its nonce: the terminal and the code editor make some, and the policy
 * of the page allows no others. Scripts get none: they come from the page's own files or not at all.
 */
export function nonceStyles(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  if (nonce === '') return;
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
