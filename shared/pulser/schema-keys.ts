import * as z from 'zod';
import { plan } from './plan.ts';

/** The keys that a plan takes at a path, whichever branch of a union stands there. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let schemas = objectsOf(plan);
  for (const part of path) schemas = schemas.flatMap((one) => membersOf(one, part)).flatMap(objectsOf);
  return [...new Set(schemas.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])))];
}

/** What a schema comes down to once wrappers and unions are taken off. */
function objectsOf(schema: unknown): readonly z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return objectsOf(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return objectsOf(schema.def.in);
  if (schema instanceof z.ZodLazy) return objectsOf(schema.def.getter());
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(objectsOf);
  return schema instanceof z.ZodType ? [schema] : [];
}

function membersOf(schema: z.ZodType, part: string | number): readonly unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  return schema instanceof z.ZodObject ? [schema.shape[part]] : [];
}
