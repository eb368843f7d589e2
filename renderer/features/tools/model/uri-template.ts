const PLACE = /\{([+#./;?&]?)([^{}]*)\}/g;

/** The variables of a URI template; `null` for forms of expressions that are not filled here. */
export function templateVariables(template: string): readonly string[] | null {
  const names: string[] = [];
  for (const [, operator = '', name = ''] of template.matchAll(PLACE)) {
    if ((operator !== '' && operator !== '+') || !/^[A-Za-z0-9_.]+$/.test(name)) return null;
    if (!names.includes(name)) names.push(name);
  }
  return names;
}

/** The template with its variables; `{x}` is escaped, `{+x}` stands as it is. */
export function filledTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(PLACE, (_place, operator: string, name: string) => {
    const value = values[name] ?? '';
    return operator === '+' ? encodeURI(value) : encodeURIComponent(value);
  });
}
