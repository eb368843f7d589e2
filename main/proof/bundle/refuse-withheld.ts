import { AppError } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import type { BundleEnvironment } from '../format/environment.ts';
import { FILES } from '../format/names.ts';
import { isWithheld, pointerOf } from '../format/withheld.ts';
import {
  hasNeedles,
  isIn,
  type Leaf,
  leavesOf,
  NeedleScanner,
  type Needles,
  needlesOf,
  needlesWithout,
} from './needles.ts';
import { redactablePlaces } from './redactable.ts';
import type { StreamedFile } from './streamed-files.ts';
import type { RedactedJournal } from './withhold-fields.ts';

/** What a bundle is made of, once values are withheld. */
export interface RedactedParts {
  readonly plan: Plan;
  /** As they were, every value in its place. */
  readonly originals: readonly BundleEvent[];
  readonly redacted: RedactedJournal;
  /** What the host says of itself. */
  readonly host: BundleEnvironment;
  readonly streamed: readonly StreamedFile[];
}

/** Members of a plan whose texts are words of the format. */
const PLAN_WORDS: ReadonlySet<string> = new Set(['effect', 'lane', 'onFailure', 'onInterrupt', 'severity', 'type']);

const FORMAT_WORD = /^(?:[a-z]+(?:[.-][a-z]+)*|sha256:[0-9a-f]{64})$/;

/**
 * Throws `bundle.withheld-elsewhere` when a value that is withheld stands in the clear in something else that is exported: in
 * the plan, in what the journal has to keep, in what the host says, in a log or an artifact. Records, report and statements
 * are made of these.
 */
export async function refuseWithheld(parts: RedactedParts): Promise<void> {
  const { plan, originals, redacted, host, streamed } = parts;
  const { needles } = redacted;
  if (!hasNeedles(needles)) return;
  // What the plan itself says of a call is no secret of the call.
  const secret = needlesWithout(needles, needlesOf(plannedWords(plan, originals)));
  refuse(
    FILES.plan,
    leavesOf(plan).find((leaf) => !isPlanWord(leaf) && isIn(secret, leaf.value)),
    PLAN_HINT,
  );
  for (const event of redacted.events) {
    const leaf = keptLeaves(event).find(({ value }) => isIn(needles, value));
    refuse(FILES.journal, leaf, KEPT_HINT, `event ${event.seq} `);
  }
  const { app, tools, more } = host;
  refuse(
    FILES.environment,
    leavesOf({ app, tools, more }).find(({ value }) => isIn(needles, value)),
    KEPT_HINT,
  );
  for (const file of streamed) {
    if (await isInFile(file, needles)) throw elsewhere(file.path, FILE_HINT);
  }
}

const PLAN_HINT = 'a run is shown with its whole plan: do not withhold the value, or run a plan that does not name it';
const KEPT_HINT = 'this cannot be left out: do not withhold the value';
const FILE_HINT = 'leave that log or artifact out too, or do not withhold the value';

function refuse(file: string, leaf: Leaf | undefined, hint: string, where = ''): void {
  if (leaf !== undefined) throw elsewhere(`${file} (${where}${pointerOf(leaf.parts)})`, hint);
}

function elsewhere(where: string, hint: string): AppError {
  return new AppError('bundle.withheld-elsewhere', `a value that is withheld also stands in ${where}`, { hint });
}

function isPlanWord({ parts }: Leaf): boolean {
  return PLAN_WORDS.has(parts.at(-1) ?? '');
}

/** Texts and numbers of calls that stand in the plan's own call, at the same place. */
function plannedWords(plan: Plan, events: readonly BundleEvent[]): readonly (string | number)[] {
  return events.flatMap((event) => {
    if (event.type !== 'act.finished') return [];
    const { stepId, undo, call } = event.data;
    const step = plan.steps.find(({ id }) => id === stepId);
    const planned = new Map(
      leavesOf(undo ? step?.undo : step?.do).map(({ parts, value }) => [pointerOf(parts), value]),
    );
    return leavesOf(call).flatMap(({ parts, value }) => (planned.get(pointerOf(parts)) === value ? [value] : []));
  });
}

/** Texts of an event that nobody can withhold; words of the format and digests left aside. Its numbers are times and counts. */
function keptLeaves(event: BundleEvent): readonly Leaf[] {
  const redactable = new Set(redactablePlaces(event).map(({ parts }) => pointerOf(parts)));
  const walk = (value: unknown, parts: readonly string[]): readonly Leaf[] => {
    if (isWithheld(value) || redactable.has(pointerOf(parts))) return [];
    if (typeof value !== 'object' || value === null) return leavesOf(value, parts);
    return Object.entries(value).flatMap(([key, member]) => walk(member, [...parts, key]));
  };
  return walk(event, []).filter(({ value }) => typeof value === 'string' && !FORMAT_WORD.test(value));
}

async function isInFile(file: StreamedFile, needles: Needles): Promise<boolean> {
  const scanner = new NeedleScanner(needles);
  for await (const block of file.open()) if (scanner.add(block)) return true;
  return scanner.end();
}
