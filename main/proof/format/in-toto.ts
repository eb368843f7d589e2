import { createHash, verify } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type BundleRecord, isNotRun } from './bundle-record.ts';
import type { RunFold } from './fold-run.ts';
import { FILES, IN_TOTO_FOLDER, recordFile, stepFolder } from './names.ts';
import { publicKeyOf } from './ssh.ts';
import { type FileDigests, type Resource, resource, stepProducts } from './statements.ts';
import { isBadVerdict, runVerdict } from './verdict.ts';

// The classic form of in-toto: the plan as a layout, each step that ended well as a link. A step that did not, or that was
// undone, has none, and the last link is there only when the run has passed: their verifier then says what ours says.
// Everything in these files is ASCII without control characters, so that RFC 8785 and the older canonical JSON of in-toto,
// which escapes less, are the same bytes.

/** No id of a step has an underscore: these two names are free. */
const RUN_PASSED = 'run_passed';
const FILES_UNCHANGED = 'files_unchanged';
/** A proof is about the past and does not age; trust in the key is for the reader to end. */
const EXPIRES = '9999-12-31T23:59:59Z';
const README = 'The plan of a run: each step in its order, then the end of the run. The inspection changes nothing.';

/** Files of these names in-toto never records, so it could not find them again. */
const NEVER_RECORDED = /\.link|\.pyc$/;

type Rule = readonly string[];
type Artifacts = Readonly<Record<string, { readonly sha256: string }>>;

interface ClassicKey {
  readonly keyid: string;
  readonly keyid_hash_algorithms: readonly string[];
  readonly keytype: string;
  readonly keyval: { readonly private: string; readonly public: string };
  readonly scheme: string;
}

/** The key in the form of in-toto, with the key id that its tools derive from it. */
export function classicKey(raw: Uint8Array): ClassicKey {
  const basis = {
    keyid_hash_algorithms: ['sha256', 'sha512'],
    keytype: 'ed25519',
    keyval: { public: Buffer.from(raw).toString('hex') },
    scheme: 'ed25519',
  };
  const keyid = createHash('sha256').update(canonicalJson(basis)).digest('hex');
  return { ...basis, keyid, keyval: { ...basis.keyval, private: '' } };
}

/** The file of the owner's key, as in-toto-verify reads it. */
export function classicKeyFile(raw: Uint8Array): string {
  const { keyid: _, ...rest } = classicKey(raw);
  return canonicalJson({ ...rest, keyval: { public: rest.keyval.public } });
}

/** Every signed file of in-toto/, by path: what is signed. */
export function classicFiles(
  plan: Plan,
  fold: RunFold,
  files: FileDigests,
  raw: Uint8Array,
): ReadonlyMap<string, Buffer> {
  const key = classicKey(raw);
  const records = fold.records();
  const made = new Map<string, Buffer>();
  const link = (name: string, materials: readonly Resource[], products: readonly Resource[], verdict: string): void => {
    const signed = {
      _type: 'link',
      name,
      command: [],
      materials: artifacts(materials),
      products: artifacts(products),
      byproducts: { verdict },
      environment: {},
    };
    made.set(`${IN_TOTO_FOLDER}${name}.${key.keyid.slice(0, 8)}.link`, Buffer.from(canonicalJson(signed)));
  };
  made.set(FILES.layout, Buffer.from(canonicalJson(layout(plan, records, files, key))));
  for (const [index, step] of plan.steps.entries()) {
    const record = records[index] as BundleRecord;
    if (isBadVerdict(record.verdict) || isNotRun(record) || record.undo !== null) continue;
    link(step.id, materialsOf(plan, index, files), stepProducts(record, index, files), record.verdict);
  }
  const verdict = runVerdict(fold).verification;
  if (verdict === 'passed') {
    const end = [FILES.journal, FILES.checkpoint, FILES.environment].map((path) => resource(path, files));
    link(RUN_PASSED, [resource(FILES.plan, files)], end, verdict);
  }
  return made;
}

function artifacts(resources: readonly Resource[]): Artifacts {
  return Object.fromEntries(resources.map(({ name, digest }) => [name, { sha256: digest.sha256 }]));
}

/** A step begins with the plan and with the records of the steps that it needs. */
function materialsOf(plan: Plan, index: number, files: FileDigests): readonly Resource[] {
  return [FILES.plan, ...neededRecords(plan, index).map(({ path }) => path)].map((path) => resource(path, files));
}

function neededRecords(plan: Plan, index: number): readonly { readonly id: string; readonly path: string }[] {
  return (plan.steps[index]?.needs ?? []).map((id) => {
    const place = plan.steps.findIndex((step) => step.id === id);
    if (place < 0) throw new RangeError(`a step needs ${id}, which the plan does not have`);
    return { id, path: recordFile(place, id) };
  });
}

function layout(plan: Plan, records: readonly BundleRecord[], files: FileDigests, key: ClassicKey): object {
  const first = plan.steps[0]?.id ?? RUN_PASSED;
  const onePlan: Rule = ['MATCH', FILES.plan, 'WITH', 'MATERIALS', 'FROM', first];
  const nothingElse: Rule = ['DISALLOW', '*'];
  const steps = plan.steps.map((step, index) => {
    const needed = neededRecords(plan, index).map(({ id, path }) => fromStep(path, id));
    return layoutStep(key, step.id, {
      materials: [['REQUIRE', FILES.plan], index === 0 ? ['ALLOW', FILES.plan] : onePlan, ...needed, nothingElse],
      products: [
        ['REQUIRE', recordFile(index, step.id)],
        ['CREATE', `${stepFolder(index, step.id)}/*`],
        ['CREATE', 'artifacts/*'],
        nothingElse,
      ],
    });
  });
  const end = layoutStep(key, RUN_PASSED, {
    materials: [['REQUIRE', FILES.plan], onePlan, nothingElse],
    products: [['REQUIRE', FILES.journal], ['CREATE', 'run/*'], nothingElse],
  });
  return {
    _type: 'layout',
    expires: EXPIRES,
    inspect: [inspection(plan, records, files, onePlan)],
    keys: { [key.keyid]: key },
    readme: README,
    steps: [...steps, end],
  };
}

function layoutStep(key: ClassicKey, name: string, rules: { materials: readonly Rule[]; products: readonly Rule[] }) {
  return {
    _type: 'step',
    expected_command: [],
    expected_materials: rules.materials,
    expected_products: rules.products,
    name,
    pubkeys: [key.keyid],
    threshold: 1,
  };
}

/** What steps left is there, as they left it, and nothing was put beside it. */
function inspection(plan: Plan, records: readonly BundleRecord[], files: FileDigests, onePlan: Rule): object {
  const products = records.flatMap((record, index) => stepProducts(record, index, files).map(({ name }) => name));
  const wanted = [FILES.plan, FILES.environment, FILES.journal, FILES.checkpoint, ...products];
  const present = [...new Set(wanted)].filter((path) => files.has(path) && !NEVER_RECORDED.test(path));
  return {
    _type: 'inspection',
    expected_materials: [
      ...present.map((path): Rule => ['REQUIRE', path]),
      onePlan,
      fromStep('run/*', RUN_PASSED),
      ...plan.steps.map(({ id }, index) => fromStep(`${stepFolder(index, id)}/*`, id)),
      ...plan.steps.map(({ id }) => fromStep('artifacts/*', id)),
      ...['run/*', 'steps/*', 'artifacts/*'].map((pattern): Rule => ['DISALLOW', pattern]),
      ['ALLOW', '*'],
    ],
    expected_products: [['ALLOW', '*']],
    name: FILES_UNCHANGED,
    run: ['true'],
  };
}

function fromStep(pattern: string, step: string): Rule {
  return ['MATCH', pattern, 'WITH', 'PRODUCTS', 'FROM', step];
}

/** The signed file. `signed` is canonical JSON. */
export function sealClassic(signed: Uint8Array, raw: Uint8Array, signature: Uint8Array): string {
  const { keyid } = classicKey(raw);
  return `{"signatures":[{"keyid":"${keyid}","sig":"${Buffer.from(signature).toString('hex')}"}],"signed":${Buffer.from(signed).toString('utf8')}}`;
}

/** Why a file is not what it should be. */
export type ClassicRule = 'in-toto.content' | 'in-toto.signature';

/** Checks that a file is `signed` in its one form with the signature of the key. */
export function checkClassic(bytes: Buffer, signed: Buffer, raw: Uint8Array): ClassicRule | undefined {
  const [, hex = ''] = /"sig":"([0-9a-f]{128})"/.exec(bytes.subarray(0, 400).toString('latin1')) ?? [];
  const signature = Buffer.from(hex, 'hex');
  if (!Buffer.from(sealClassic(signed, raw, signature)).equals(bytes)) return 'in-toto.content';
  return verify(null, signed, publicKeyOf(raw), signature) ? undefined : 'in-toto.signature';
}
