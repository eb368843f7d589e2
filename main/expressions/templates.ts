import { AppError } from '#shared/lib/app-error.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import { splitTemplates, type TemplatePart } from '#shared/pulser/template.ts';
import { evaluateExpression, excerpt } from './evaluate.ts';

/** A `${{ … }}` place of a text: where it stands, and the expression inside, as written. */
export type Template = Extract<TemplatePart, { kind: 'expression' }>;

/** The `${{ … }}` places of a text in order; one that the text does not close has `closed: false`. */
export function findTemplates(text: string): readonly Template[] {
  return splitTemplates(text).filter((part) => part.kind === 'expression');
}

/**
 * Resolves every `${{ … }}` in the texts of a value, at any depth; keys stay as they are. A text that is one whole
 * `${{ … }}` takes the value with its type; in any other text a value stands as text, or as JSON when it is none.
 * `$${{` gives a literal `${{`. Throws AppError `expression.*`, also for a null inside a text.
 */
export function resolveTemplates<T extends Json>(value: T, variables: Readonly<Record<string, Json>>): Json {
  if (typeof value === 'string') return resolveString(value, variables);
  if (Array.isArray(value)) return value.map((item: Json) => resolveTemplates(item, variables));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      member === undefined ? undefined : resolveTemplates(member, variables),
    ]),
  );
}

/** Resolves every `${{ … }}` of a text to text, also where it is the whole. Throws AppError `expression.*`. */
export function resolveText(text: string, variables: Readonly<Record<string, Json>>): string {
  return joinParts(splitTemplates(text), variables);
}

function resolveString(text: string, variables: Readonly<Record<string, Json>>): Json {
  const parts = splitTemplates(text);
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'expression') return evaluateTemplate(only, variables);
  return joinParts(parts, variables);
}

function joinParts(parts: readonly TemplatePart[], variables: Readonly<Record<string, Json>>): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : asText(part, variables))).join('');
}

function asText(template: Template, variables: Readonly<Record<string, Json>>): string {
  const value = evaluateTemplate(template, variables);
  if (value === null) {
    const message = `\`${excerpt(template.expression)}\` is null, which cannot stand in a text`;
    throw new AppError('expression.evaluation', message);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function evaluateTemplate(template: Template, variables: Readonly<Record<string, Json>>): Json {
  if (!template.closed) throw new AppError('expression.syntax', '`${{` without `}}`');
  return evaluateExpression(template.expression, variables);
}
