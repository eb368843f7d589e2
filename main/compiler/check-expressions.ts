import { type ExpressionFault, parseExpression, type Reference } from '#main/expressions/parse.ts';
import { findTemplates } from '#main/expressions/templates.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import { inputVariable } from '#shared/pulser/input.ts';
import { unwrapExpression } from '#shared/pulser/template.ts';
import { checkReference, type ReferenceScope } from './check-references.ts';
import { type ExpressionSite, expressionSites } from './expression-sites.ts';
import type { PlanView } from './plan-view.ts';
import type { Problem } from './problem.ts';

/** A reference of an expression with where it stands. */
export interface SiteReference {
  readonly site: ExpressionSite;
  readonly reference: Reference;
}

/** What is wrong with the expressions of a plan, and the references of those that are right. */
export function checkExpressions(plan: PlanView): {
  problems: readonly Problem[];
  references: readonly SiteReference[];
} {
  const problems: Problem[] = [];
  const references: SiteReference[] = [];
  for (const site of expressionSites(plan)) {
    const scope: ReferenceScope = { plan, site };
    for (const { source, offset } of expressionsIn(site, problems)) {
      const found = checkExpression(source, offset, scope);
      problems.push(...found.problems);
      references.push(...found.references.map((reference) => ({ site, reference })));
    }
  }
  return { problems, references };
}

interface Place {
  readonly source: string;
  readonly offset: number;
}

/** The expressions of a text; whatever is wrong with how they stand in it goes to `problems`. */
function expressionsIn(site: ExpressionSite, problems: Problem[]): readonly Place[] {
  if (site.form === 'bare') {
    const source = unwrapExpression(site.text);
    return source === '' ? [] : [{ source, offset: Math.max(0, site.text.indexOf(source)) }];
  }
  if (site.form === 'shell') {
    problems.push(...shellProblems(site));
    return [];
  }
  const templates = findTemplates(site.text);
  const [first] = templates;
  if (first === undefined) return [];
  const range = { start: first.offset, end: first.offset + first.length };
  if (site.form === 'plain') {
    const message = '${{ }} is not evaluated here: it stands as text';
    const hint = 'Remove it, or write what is meant.';
    problems.push({ severity: 'warning', code: 'expression.not-evaluated', message, path: site.path, range, hint });
    return [];
  }
  // A text that is not even in the form of one is the schema's to report.
  if (site.form === 'whole' && !/^\$\{\{[^]*\}\}$/.test(site.text)) return [];
  if (site.form === 'whole' && first.length !== site.text.length) {
    const message = 'must be one ${{ … }} and nothing else';
    const hint = 'Put all of it into one expression.';
    problems.push({ severity: 'error', code: 'expression.syntax', message, path: site.path, hint });
    return [];
  }
  if (site.isSql === true) {
    const message = 'a value in the text of a query becomes part of the SQL';
    const hint = 'Write $1 (postgres) or ? (sqlite), and give the value in params: ["${{ … }}"].';
    problems.push({ severity: 'warning', code: 'expression.in-sql', message, path: site.path, range, hint });
  }
  return templates.flatMap((template) => {
    if (!template.closed) {
      const at = { start: template.offset, end: template.offset + 3 };
      const message = '${{ without }}';
      const hint = 'Close it with }}, or write $${{ for the three characters themselves.';
      problems.push({ severity: 'error', code: 'expression.syntax', message, path: site.path, range: at, hint });
      return [];
    }
    return [{ source: template.expression, offset: template.offset + 3 }];
  });
}

/** Shell text takes no value: each `${{ }}` in it is an error that shows how to hand the value over. */
function shellProblems(site: ExpressionSite): readonly Problem[] {
  const open = site.text.indexOf('${{');
  if (open === -1) return [];
  const templates = findTemplates(site.text);
  if (templates.length === 0)
    return [shellProblem(site, open, 3, 'Write the characters in a file step, or build them in the shell.')];
  return templates.map((template) =>
    shellProblem(site, template.offset, template.length, shellRewrite(template.expression.trim(), site)),
  );
}

function shellProblem(site: ExpressionSite, offset: number, length: number, hint: string): Problem {
  return {
    severity: 'error',
    code: 'expression.in-shell',
    message: 'shell text takes no ${{ }}: values reach a shell only as environment variables',
    path: site.path,
    range: { start: offset, end: offset + length },
    hint,
  };
}

function shellRewrite(expression: string, site: ExpressionSite): string {
  const input = /^inputs\.([A-Za-z_]\w*)$/.exec(expression)?.[1];
  if (input !== undefined) return `Write "$${inputVariable(input)}" in the text.`;
  const name = (/([A-Za-z_]\w*)\W*$/.exec(expression)?.[1] ?? 'VALUE').toUpperCase();
  const isCheck = site.path.includes('verify') || site.path.includes('before');
  const place = isCheck ? 'to the check: shell: { run: …, ' : 'to the call: ';
  return `Add ${place}env: { ${name}: "\${{ ${expression} }}" }${isCheck ? ' }' : ''}, and write "$${name}" in the text.`;
}

function checkExpression(
  source: string,
  offset: number,
  scope: ReferenceScope,
): { problems: readonly Problem[]; references: readonly Reference[] } {
  const { site, plan } = scope;
  const dashed = dashedStep(source, plan);
  if (dashed !== undefined) {
    const { id, start, end } = dashed;
    return { problems: [dashedProblem(site, id, offset + start, offset + end)], references: [] };
  }
  const parsed = parseExpression(source);
  if (!parsed.ok) return { problems: [faultProblem(site, parsed.error, source, offset)], references: [] };
  const problems = parsed.value.references.flatMap((reference) => checkReference(reference, offset, scope));
  const { type } = parsed.value;
  if (problems.length === 0 && site.expectsTruth === true && type !== 'bool' && type !== 'dyn') {
    problems.push({
      severity: 'error',
      code: 'expression.type',
      message: `must be true or false, but is ${type}`,
      path: site.path,
      range: { start: offset, end: offset + source.length },
      hint: 'Compare it with something: … == … .',
    });
  }
  return { problems, references: parsed.value.references };
}

/** `steps.my-step`: CEL reads a subtraction. Found in the text, because what follows may not even parse. */
function dashedStep(source: string, plan: PlanView): { id: string; start: number; end: number } | undefined {
  for (const match of withoutStrings(source).matchAll(/\bsteps\s*\.\s*([A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*)/g)) {
    const id = match[1] ?? '';
    const isName = /^[A-Za-z_]\w*$/.test(id) && !KEYWORDS.has(id);
    if (isName || (!plan.byId.has(id) && !id.includes('-'))) continue;
    return { id, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** Words that CEL takes for something else even after a dot. */
const KEYWORDS = new Set(['in', 'true', 'false', 'null']);

/** The source with what stands in strings blanked, offsets kept. */
function withoutStrings(source: string): string {
  return source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs, (text) => ' '.repeat(text.length));
}

function dashedProblem(site: ExpressionSite, id: string, start: number, end: number): Problem {
  return {
    severity: 'error',
    code: 'expression.syntax',
    message: `steps.${id} is read as a subtraction or a number, not as the step ${id}`,
    path: site.path,
    range: { start, end },
    hint: `Write steps["${id}"].`,
  };
}

function faultProblem(site: ExpressionSite, fault: ExpressionFault, source: string, offset: number): Problem {
  const start = Math.min(fault.start, source.length);
  const end = Math.min(Math.max(fault.end, start + 1), Math.max(source.length, start));
  return {
    severity: 'error',
    code: fault.code,
    message: fault.message,
    path: site.path,
    range: { start: offset + start, end: offset + end },
    hint: faultHint(fault, source),
  };
}

function faultHint(fault: ExpressionFault, source: string): string {
  switch (fault.code) {
    case 'plan.regex':
      return 'Patterns use RE2 syntax: no look-around and no back-references.';
    case 'expression.type':
      if (fault.message.includes('string +') || fault.message.includes('+ string'))
        return 'Turn the value into text: string(…).';
      return 'Expressions are CEL: check the types and the names of functions.';
    case 'expression.syntax':
      if (source.includes('${{')) return 'Write one bare expression, without ${{ }} inside of it.';
      if (/(^|[^=!<>])=([^=]|$)/.test(source)) return 'Compare with ==.';
      if (/\b(and|or|not)\b/.test(source)) return 'Write &&, || and !.';
      return 'Expressions are CEL, such as inputs.count > 3 && steps.build.outputs.ok == "yes".';
    default:
      return assertNever(fault.code, 'expression fault');
  }
}
