import { useMemo, useState } from 'react';
import { draftOf, type FormDraft, readForm } from '#renderer/parts/schema-form/form-values.ts';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { type SchemaFields, schemaFields } from '../model/schema-fields.ts';

export type ArgumentsView = 'form' | 'json' | 'schema';

/** The arguments of a tool as they are filled in: as a form, or as JSON. */
export interface Arguments {
  readonly view: ArgumentsView;
  readonly show: (view: ArgumentsView) => void;
  readonly fields: SchemaFields | null;
  readonly draft: FormDraft;
  readonly setDraft: (draft: FormDraft) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What is wrong with the JSON. */
  readonly textProblem: string | undefined;
  /** The arguments; `null` while something is wrong or missing. */
  readonly value: JsonObject | null;
  /** Takes the arguments of an earlier call. */
  readonly take: (value: JsonObject) => void;
}

export function useArguments(tool: ServerTool): Arguments {
  const fields = useMemo(() => schemaFields(tool.inputSchema), [tool]);
  const [view, setView] = useState<ArgumentsView>(fields === null ? 'json' : 'form');
  const [draft, setDraft] = useState<FormDraft>(() => draftOf(fields?.definitions ?? {}));
  const [text, setText] = useState('{}');
  /** Which of the two was written last: the schema is only looked at. */
  const [isText, setIsText] = useState(fields === null);
  const form = readForm(fields?.definitions ?? {}, draft, fields?.required);
  const parsed = parse(text);
  return {
    view,
    show(next) {
      if (next === 'json' && !isText) {
        setText(JSON.stringify(form.values, null, 2));
        setIsText(true);
      }
      if (next === 'form' && isText && fields !== null && 'value' in parsed) {
        setDraft(draftOf(fields.definitions, parsed.value as Readonly<Record<string, Json>>));
        setIsText(false);
      }
      setView(next);
    },
    fields,
    draft,
    setDraft,
    text,
    setText,
    textProblem: 'problem' in parsed ? parsed.problem : undefined,
    value: isText ? ('value' in parsed ? parsed.value : null) : form.problems.size === 0 ? form.values : null,
    take(value) {
      setText(JSON.stringify(value, null, 2));
      if (fields !== null) setDraft(draftOf(fields.definitions, value as Readonly<Record<string, Json>>));
      // What a form has no field for stays in the JSON.
      const isWhole = fields !== null && Object.keys(value).every((name) => Object.hasOwn(fields.definitions, name));
      setIsText(!isWhole);
      setView(isWhole ? 'form' : 'json');
    },
  };
}

function parse(text: string): { readonly value: JsonObject } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? { value } : { problem: 'Arguments are a JSON object' };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'This is not JSON' };
  }
}
