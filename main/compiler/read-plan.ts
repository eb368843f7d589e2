import { jsonDigest } from '#main/kernel/hash.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { normalise } from '#shared/pulser/normalise.ts';
import { type Plan, plan as planSchema } from '#shared/pulser/plan.ts';
import { checkExpressions } from './check-expressions.ts';
import { graphProblems } from './check-graph.ts';
import { inputProblems } from './check-inputs.ts';
import { schemaProblems } from './check-schema.ts';
import { callProblems, stepWarnings } from './check-steps.ts';
import { readDocument } from './document.ts';
import { lineCounterOf } from './lines.ts';
import { placeProblem, placeTextProblem } from './locate.ts';
import { viewPlan } from './plan-view.ts';
import type { Problem } from './problem.ts';
import { decodeSource, lenientText } from './source.ts';

/** A plan as it was read: with its digest when nothing is wrong with it, and with every problem that it has. */
export interface PlanReading {
  readonly plan?: Plan;
  readonly digest?: Digest;
  /** Sorted by position. Warnings may stand beside a plan; errors never do. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a plan from YAML or JSON. Never throws; whatever is wrong is in the diagnostics. */
export function readPlan(source: Uint8Array | string): PlanReading {
  const decoded = decodeSource(source);
  if (!decoded.ok) {
    const lines = lineCounterOf(decoded.error.start === 0 ? '' : lenientText(source));
    return { diagnostics: [placeTextProblem({ lines }, decoded.error)] };
  }
  const document = readDocument(decoded.value);
  const diagnostics = document.problems.map((problem) => placeTextProblem(document, problem));
  if (!document.isReadable) return { diagnostics: inOrder(diagnostics) };
  if (!isJsonObject(document.value)) {
    const message = document.value === null ? 'the file is empty' : 'a plan is an object';
    const hint = 'Start with pulser: 1, name: … and steps: [ … ].';
    diagnostics.push(placeProblem(document, { severity: 'error', code: 'plan.schema', message, path: [], hint }));
    return { diagnostics: inOrder(diagnostics) };
  }
  const parsed = planSchema.safeParse(document.value);
  const view = viewPlan(document.value);
  const expressions = checkExpressions(view);
  const problems: Problem[] = [
    ...(parsed.success ? [] : schemaProblems(parsed.error.issues, document.value)),
    ...graphProblems(view),
    ...inputProblems(view),
    ...callProblems(view),
    ...expressions.problems,
    ...stepWarnings(view, expressions.references),
  ];
  diagnostics.push(...problems.map((problem) => placeProblem(document, problem)));
  const sorted = inOrder(diagnostics);
  if (!parsed.success || sorted.some((diagnostic) => diagnostic.severity === 'error')) return { diagnostics: sorted };
  const plan = normalise(parsed.data);
  return { plan, digest: planDigest(plan), diagnostics: sorted };
}

/** The identity of a normalised plan: sha256 of its canonical JSON (RFC 8785). */
export function planDigest(plan: Plan): Digest {
  return jsonDigest(plan);
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.start.offset - b.start.offset || a.end.offset - b.end.offset);
}
