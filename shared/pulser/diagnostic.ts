/** Codes of what can be wrong with a plan. Append-only. */
export const DIAGNOSTIC_CODES = [
  'yaml.syntax',
  'yaml.alias-bomb',
  'yaml.tag',
  'yaml.duplicate-key',
  'yaml.multiple-documents',
  'plan.too-large',
  'plan.encoding',
  'plan.schema',
  'plan.unknown-key',
  'plan.no-verifier',
  'plan.duplicate-step',
  'plan.unknown-need',
  'plan.cycle',
  'plan.unknown-connection',
  'plan.unknown-secret',
  'plan.unknown-input',
  'plan.unknown-step',
  'plan.unknown-output',
  'plan.unknown-server',
  'plan.not-before',
  'plan.input-schema',
  'plan.not-available',
  'plan.regex',
  'expression.syntax',
  'expression.type',
  'expression.in-shell',
  'expression.secret-place',
  'expression.unknown-name',
  'step.weak',
  'step.no-undo',
  'step.skippable-output',
  'step.unused-option',
  'yaml.too-deep',
  'yaml.alias',
  'yaml.key',
  'plan.number',
  'plan.input-collision',
  'expression.in-sql',
  'expression.not-evaluated',
  'plan.unused-server',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/** A place in a source text. Lines and columns count from 1, columns in UTF-16 units; offsets from 0. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** One problem of a plan: what, where, and what to do. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Where in the plan, such as `steps[2].verify[0].file`. Empty for the whole document. */
  readonly path: string;
  readonly start: SourcePosition;
  readonly end: SourcePosition;
  /** What to do about it. */
  readonly hint?: string;
}
