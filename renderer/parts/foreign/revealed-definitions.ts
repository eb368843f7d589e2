import { revealed } from '#shared/mcp/revealed.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import type { Definitions } from '../schema-form/form-values.ts';

/** Fields that a server describes, with nothing hidden in their words. */
export function revealedDefinitions(definitions: Definitions): Definitions {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, revealedDefinition(definition, name)]),
  );
}

function revealedDefinition(definition: InputDefinition, name?: string): InputDefinition {
  const { title = name, description, items, properties } = definition;
  return {
    ...definition,
    ...(title === undefined ? {} : { title: revealed(title) }),
    ...(description === undefined ? {} : { description: revealed(description) }),
    ...(items === undefined ? {} : { items: revealedDefinition(items) }),
    ...(properties === undefined ? {} : { properties: revealedDefinitions(properties) }),
  };
}
