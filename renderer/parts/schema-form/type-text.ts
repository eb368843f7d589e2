import type { InputDefinition } from '#shared/pulser/input.ts';
import { choicesOf, isJsonText } from './form-values.ts';

/** What stands in a field, in words: `array of string, required`. */
export function typeText(definition: InputDefinition, isRequired: boolean): string {
  return isRequired ? `${typeWord(definition)}, required` : typeWord(definition);
}

function typeWord(definition: InputDefinition): string {
  const choices = choicesOf(definition);
  if (choices !== undefined) return `one of ${choices.length}`;
  if (definition.type === 'array')
    return definition.items === undefined ? 'array' : `array of ${typeWord(definition.items)}`;
  return isJsonText(definition) ? 'JSON' : definition.type;
}
