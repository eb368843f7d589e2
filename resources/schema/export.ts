import { writeFileSync } from 'node:fs';
import { pulserJsonSchema } from '#shared/pulser/json-schema.ts';

/** Writes the JSON Schema of plans beside this file: `node resources/schema/export.ts`. */
writeFileSync(
  new URL('pulser-1.schema.json', import.meta.url),
  `${JSON.stringify(pulserJsonSchema(), null, 2)}\n`,
);
