import { assertNever } from '#shared/lib/assert-never.ts';
import { type Check, checkKind } from '#shared/pulser/check.ts';

const LONGEST = 80;

/** What a check is called in lists and messages: its own name, or what it reads. Takes the check as written, so no value shows. */
export function checkName(check: Check): string {
  if (check.name !== undefined) return check.name;
  const negated = check.not ? 'not ' : '';
  return `${negated}${describeCheck(check)}`.replaceAll(/\s+/g, ' ').slice(0, LONGEST);
}

function describeCheck(check: Check): string {
  const kind = checkKind(check);
  switch (kind) {
    case 'shell':
      return `shell ${check.shell?.run ?? ''}`;
    case 'http':
      return `http ${check.http?.method ?? ''} ${check.http?.url ?? ''}`;
    case 'sql':
      return `sql ${check.sql?.query ?? ''}`;
    case 'file':
      return `file ${check.file?.path ?? ''}`;
    case 'tcp':
      return `tcp ${check.tcp?.host ?? ''}:${check.tcp?.port ?? ''}`;
    case 'mcp':
      return `mcp ${check.mcp?.server ?? ''}/${check.mcp?.tool ?? ''}`;
    case 'output':
      return `output ${check.output ?? ''}`;
    case 'exit':
      return `exit ${check.exit ?? 0}`;
    case 'human':
      return check.human ?? 'human';
    default:
      return assertNever(kind, 'check kind');
  }
}
