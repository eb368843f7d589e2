// The terminal and the code editor make style elements, which the policy of the page allows only with its nonce. Neither can be
// given one for all that it makes. Scripts get none: they come from the page's own files or not at all.
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
const nonce = meta?.nonce ?? '';

if (nonce !== '') {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
