import { ResourceNotFoundError } from '@modelcontextprotocol/server';
import { runLabel } from '#shared/run/ids.ts';
import type { Asked } from './tool.ts';
import { findDocument } from './tools/find.ts';

const SCHEME = 'opsroom://';
/** What is there once. */
const FIXED: ReadonlySet<string> = new Set(['schema', 'plans', 'runs'].map((name) => `${SCHEME}${name}`));
const PARTS = /^opsroom:\/\/(plans|templates|runs|proofs)\/([^/]+?)(\/bundle)?$/;

/** The resources that tell of a run, by every way in which it is named for short. */
export function runUris({ runId, number }: { readonly runId: string; readonly number: number }): readonly string[] {
  const label = runLabel(number);
  return [label, label.toLowerCase(), String(number), runId].flatMap((ref) => [
    `${SCHEME}runs/${ref}`,
    `${SCHEME}proofs/${ref}`,
    `${SCHEME}proofs/${ref}/bundle`,
  ]);
}

/** The resources that tell of a plan. */
export function planUris({ id, name }: { readonly id: string; readonly name: string }): readonly string[] {
  return [`${SCHEME}plans/${id}`, `${SCHEME}plans/${name}`];
}

/** The one way among those above in which a resource is named. Throws what says that there is none of that name. */
export async function usualUri(asked: Pick<Asked, 'calls'>, uri: string): Promise<string> {
  if (FIXED.has(uri)) return uri;
  const [, kind, part = '', bundle = ''] = PARTS.exec(uri) ?? [];
  const ref = decoded(part);
  if (ref === undefined || kind === undefined || (bundle !== '' && kind !== 'proofs')) {
    throw new ResourceNotFoundError(uri);
  }
  switch (kind) {
    case 'plans':
      return `${SCHEME}plans/${(await findDocument(asked, ref)).id}`;
    case 'templates':
      await asked.calls.plans.template({ id: ref });
      return uri;
    default:
      return `${SCHEME}${kind}/${runLabel((await asked.calls.runs.get({ ref })).run.number)}${bundle}`;
  }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
