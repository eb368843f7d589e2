import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

const FOREVER = { staleTime: Number.POSITIVE_INFINITY };

/** Plans of the library, or the archived ones. */
export const usePlans = (archived = false) =>
  useAnswer(keys.plans(archived), (signal) => client.plans.list({ archived }, { signal }));

/** One plan of the library with its text and revisions. */
export const usePlanDocument = (documentId: string | null) =>
  useAnswer(documentId === null ? null : keys.plan(documentId), (signal) =>
    client.plans.get({ documentId: documentId as string }, { signal }),
  );

/** A published text, which never changes. */
export const usePlanRevision = (documentId: string, number: number | null) =>
  useAnswer(
    number === null ? null : keys.planRevision(documentId, number),
    (signal) => client.plans.revision({ documentId, number: number as number }, { signal }),
    FOREVER,
  );

/** JSON Schema of Pulser IR. */
export const usePlanSchema = () =>
  useAnswer(keys.planSchema(), (signal) => client.plans.schema({}, { signal }), FOREVER);

/** Plans that come with the product. */
export const useTemplates = () =>
  useAnswer(keys.templates(), (signal) => client.plans.templates({}, { signal }), FOREVER);
