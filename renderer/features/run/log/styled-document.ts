/**
 * A terminal styles itself with `style` elements and attributes, which the policy of the page forbids. In here their text
 * goes to sheets and declarations made by script instead, which it allows.
 */
export function withStyledDocument<T>(work: (styled: Document) => T): T {
  const create = document.createElement.bind(document);
  const made = (name: string, options?: ElementCreationOptions): HTMLElement => {
    if (name === 'style') return asSheet(create('span'));
    const element = create(name, options);
    return name === 'span' ? withDeclarations(element) : element;
  };
  const styled = new Proxy(document, {
    get(target, key) {
      if (key === 'createElement') return made;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  // Some of its parts take the document of the window, whatever they were given.
  Object.defineProperty(document, 'createElement', { value: made, configurable: true });
  try {
    return work(styled);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

/** Stands for a style element, which is a violation of the policy even while it is empty. */
function asSheet(element: HTMLElement): HTMLElement {
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (next: string) => {
      text = next;
      sheet.replaceSync(next);
    },
  });
  const remove = element.remove.bind(element);
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    remove();
  };
  return element;
}

function withDeclarations(element: HTMLElement): HTMLElement {
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else set(name, value);
  };
  return element;
}
