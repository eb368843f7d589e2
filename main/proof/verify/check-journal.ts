import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type BundleEvent, eventShape } from '../format/bundle-event.ts';
import { journalOrigin, openCheckpoint } from '../format/checkpoint.ts';
import { type EnvironmentFile, environmentShape } from '../format/environment.ts';
import { RunFold } from '../format/fold-run.ts';
import { leafHash, MerkleRoot } from '../format/merkle.ts';
import { FILES } from '../format/names.ts';
import { planShape } from '../format/plan-facts.ts';
import {
  commitment,
  type Opening,
  pointerOf,
  valueAt,
  type Withheld,
  type WithheldPlace,
  withheldIn,
} from '../format/withheld.ts';
import { type BundleView, bytesOf, type RunFiles, readJson, textOf } from './bundle-view.ts';
import { sha256Hex } from './check-files.ts';
import { LIMITS } from './limits.ts';

/** run/plan.json and run/env.json. */
export function readRunFiles(view: BundleView): RunFiles | undefined {
  const { findings } = view;
  const plan = readJson(findings, FILES.plan, bytesOf(view, FILES.plan), planShape, 'plan.form');
  const environment = readJson(
    findings,
    FILES.environment,
    bytesOf(view, FILES.environment),
    environmentShape,
    'environment.form',
  );
  if (plan === undefined || environment === undefined) return undefined;
  return { plan: plan as unknown as Plan, environment: environment as unknown as EnvironmentFile };
}

/** What the journal holds once its chain, its tree and its form are checked. */
export interface Journal {
  readonly fold: RunFold;
  readonly events: number;
  /** The commitments that stand in the place of values, by seq and pointer. */
  readonly withheld: ReadonlyMap<string, Digest>;
  /** The events of one run whose digest the plan must have. */
  readonly lastHash: string;
}

/** Reads the journal line by line: form, chain, tree, and what its events make of the run. */
export function checkJournal(view: BundleView, { plan }: RunFiles): Journal | undefined {
  const { findings, signer } = view;
  const bytes = bytesOf(view, FILES.journal);
  const withheld = new Map<string, Digest>();
  const fold = new RunFold(plan);
  const tree = new MerkleRoot();
  let prev: BundleEvent['prev'] = null;
  let runId: string | undefined;
  const broken = (rule: string, message: string): undefined => {
    findings.fail(FILES.journal, rule, `event ${tree.size + 1}: ${message}`);
    return undefined;
  };
  for (let at = 0; at < bytes.length; ) {
    if (tree.size >= LIMITS.events) return broken('limit.events', 'there are too many events');
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) return broken('journal.form', 'its line has no end');
    const line = bytes.subarray(at, end);
    const value = readJson(findings, FILES.journal, line, eventShape, 'journal.form', `event ${tree.size + 1}`);
    if (value === undefined) return undefined;
    const event = value as unknown as BundleEvent;
    if (event.seq !== tree.size + 1) return broken('journal.chain', `it says that it is event ${event.seq}`);
    runId ??= event.runId;
    if (event.runId !== runId) return broken('journal.chain', 'it is of another run');
    if (event.prev !== prev) return broken('journal.chain', 'it does not follow the event before it');
    const { hash, ...envelope } = event;
    if (hash !== `sha256:${sha256Hex(Buffer.from(canonicalJson(envelope)))}`) {
      return broken('journal.chain', 'its hash does not match it');
    }
    try {
      fold.add(event);
    } catch (error) {
      if (error instanceof RangeError) return broken('journal.order', error.message);
      throw error;
    }
    if (line.includes('"$withheld"')) {
      for (const parts of withheldIn(event)) {
        withheld.set(`${event.seq}${pointerOf(parts)}`, (valueAt(event, parts) as Withheld).$withheld);
      }
    }
    tree.add(leafHash(line));
    prev = hash;
    at = end + 1;
  }
  if (prev === null || fold.end === undefined) {
    findings.fail(FILES.journal, 'journal.end', 'the run does not end in it');
    return undefined;
  }
  const checkpoint = openCheckpoint(textOf(view, FILES.checkpoint), signer.raw);
  const failCheckpoint = (rule: string, message: string): void => findings.fail(FILES.checkpoint, rule, message);
  if ('rule' in checkpoint) failCheckpoint(checkpoint.rule, 'it is not a checkpoint that the signer signed');
  else if (checkpoint.origin !== journalOrigin(runId ?? ''))
    failCheckpoint('checkpoint.origin', 'it is of another run');
  else if (checkpoint.size !== tree.size) {
    failCheckpoint('checkpoint.size', `it is over ${checkpoint.size} events, the journal has ${tree.size}`);
  } else if (!checkpoint.root.equals(tree.root()))
    failCheckpoint('checkpoint.root', 'the tree of the journal has another root');
  return { fold, events: tree.size, withheld, lastHash: prev };
}

/** Plan, environment and journal are of one run, one plan and one signer. */
export function checkIdentity(view: BundleView, { plan, environment }: RunFiles, journal: Journal): void {
  const { findings, signer } = view;
  const { runId, data } = journal.fold.created;
  const planDigest = `sha256:${view.files.digests.get(FILES.plan) ?? ''}`;
  if (data.planDigest !== planDigest) {
    findings.fail(FILES.plan, 'plan.digest', `the run is of the plan ${data.planDigest}, this one is ${planDigest}`);
  }
  if (data.planName !== plan.name || data.planVersion !== plan.version) {
    findings.fail(FILES.journal, 'plan.name', `it says that the plan is ${data.planName} ${data.planVersion}`);
  }
  const same: readonly (readonly [string, string, string])[] = [
    ['run', environment.runId, runId],
    ['plan', environment.planDigest, data.planDigest],
    ['engine', environment.engine, data.engine],
    ['signer', environment.signer.fingerprint, signer.fingerprint],
  ];
  for (const [what, found, expected] of same) {
    if (found === expected) continue;
    findings.fail(FILES.environment, 'environment.mismatch', `its ${what} is ${found}, not ${expected}`);
  }
}

/** Every withheld value has its commitment in its place, and none is withheld without being listed; openings that were handed over fit. The number that fit. */
export function checkWithheld(
  view: BundleView,
  { environment }: RunFiles,
  journal: Journal,
  openings: readonly Opening[],
): number {
  const { findings } = view;
  const { fields, head } = environment.withheld;
  const fail = (rule: string, place: { seq: number; pointer: string }, message: string): void =>
    findings.fail(FILES.environment, rule, `${place.seq}${place.pointer}: ${message}`);
  const places = new Map<string, WithheldPlace>();
  for (const field of fields) {
    const key = `${field.seq}${field.pointer}`;
    if (places.has(key)) fail('withheld.duplicate', field, 'it stands twice');
    places.set(key, field);
    if (journal.withheld.get(key) !== field.commitment) {
      fail('withheld.commitment', field, 'the journal does not have this commitment there');
    }
  }
  for (const key of journal.withheld.keys()) {
    if (!places.has(key))
      findings.fail(FILES.journal, 'withheld.unlisted', `${key}: ${FILES.environment} does not say so`);
  }
  if ((head === null) !== (fields.length === 0)) {
    fail('withheld.commitment', { seq: 0, pointer: '/hash' }, 'the last hash is committed to when fields are withheld');
  }
  if (head !== null) places.set('0/hash', { seq: 0, pointer: '/hash', commitment: head });
  let opened = 0;
  for (const opening of openings) {
    const place = places.get(`${opening.seq}${opening.pointer}`);
    if (place === undefined) fail('opening.unknown', opening, 'nothing is withheld there');
    else if (commitment(Buffer.from(opening.salt, 'base64'), opening.value) !== place.commitment) {
      fail('opening.mismatch', opening, 'the value is not the one that was withheld');
    } else opened += 1;
  }
  return opened;
}
