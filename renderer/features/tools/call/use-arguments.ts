import { useMemo } from 'react';
import { create } from 'zustand';
import type { FormDraft } from '#renderer/parts/schema-form/form-values.ts';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { type SchemaFields, schemaFields } from '../model/schema-fields.ts';
import {
  type ArgumentsReading,
  type ArgumentsView,
  firstArguments,
  readArguments,
  shownAs,
  type TypedArguments,
  taken,
} from '../model/typed-arguments.ts';

/** The arguments of a tool as they are filled in: as a form, or as JSON. */
export interface Arguments extends ArgumentsReading {
  readonly view: ArgumentsView;
  readonly fields: SchemaFields | null;
  readonly draft: FormDraft;
  readonly text: string;
  /** False where the form cannot hold the JSON; that is shown instead, and why. */
  readonly show: (view: ArgumentsView) => boolean;
  /** Shows what counts, be it fields or JSON. */
  readonly reveal: () => void;
  readonly setDraft: (draft: FormDraft) => void;
  readonly setText: (text: string) => void;
  /** Takes the arguments of an earlier call. */
  readonly take: (value: JsonObject) => void;
}

interface Kept {
  /** Of the tool that they were typed for. */
  readonly digest: Digest;
  readonly typed: TypedArguments;
}

/** What was typed stays while another tool or another page is looked at. */
const useKept = create<{ readonly tools: ReadonlyMap<string, Kept> }>(() => ({ tools: new Map() }));

export function useArguments(server: string, tool: ServerTool): Arguments {
  const { name, digest, inputSchema } = tool;
  const key = `${server} ${name}`;
  // The object is another one with each answer; the digest is of all that is in it.
  // oxlint-disable-next-line react/exhaustive-deps
  const fields = useMemo(() => schemaFields(inputSchema), [digest]);
  const first = useMemo(() => firstArguments(fields), [fields]);
  const kept = useKept(({ tools }) => tools.get(key));
  const typed = kept?.digest === digest ? kept.typed : first;
  const keep = (next: TypedArguments): void =>
    useKept.setState(({ tools }) => ({ tools: new Map(tools).set(key, { digest, typed: next }) }));
  const { view, draft, text } = typed;
  return {
    view,
    fields,
    draft,
    text,
    ...readArguments(typed, fields),
    show(wanted) {
      const next = shownAs(typed, fields, wanted);
      keep(next);
      return next.view === wanted;
    },
    reveal: () => keep({ ...typed, view: typed.isText ? 'json' : 'form' }),
    setDraft: (next) => keep({ ...typed, draft: next, isText: false, refusal: null }),
    setText: (next) => keep({ ...typed, text: next, isText: true, refusal: null }),
    take: (value) => keep(taken(typed, fields, value)),
  };
}
