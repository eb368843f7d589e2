import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { faults, stepPlan } from './reading.ts';

const TOP = 'servers: [files]\ninputs: { n: { type: integer } }\nsecrets: [KEY]\n';
const CALL = 'do: { mcp: { server: files, tool: read, arguments: { path: a } } }';
const CHECK = 'verify: [{ mcp: { server: files, tool: read, json: "result.size > 0 && text != \'\' && !isError" } }]';

/** Faults without places. */
function codes(lines: string, top = TOP): readonly string[] {
  return faults(stepPlan(lines, top)).map((line) => line.split(' ').slice(1).join(' '));
}

describe('calls and checks of MCP servers', () => {
  it.each([
    [`${CALL}\n${CHECK}`, TOP],
    [`${CALL}\nundo: { mcp: { server: files, tool: remove } }\nverify: [{ file: { path: x } }]`, TOP],
    [`do: { shell: x }\n${CHECK}`, TOP],
    [`${CALL}\nbefore: [{ mcp: { server: files, tool: read, json: isError } }]\nverify: [{ file: { path: x } }]`, TOP],
    [`${CALL}\noutputs: { o: result.structured.a, p: result.text }\nverify: [{ output: "!result.isError" }]`, TOP],
  ])('load: %s', (lines, top) => {
    expect(codes(lines, top)).toEqual([]);
  });

  it('keep the type of a whole expression in their arguments', () => {
    const { plan } = readPlan(
      stepPlan(`do: { mcp: { server: files, tool: t, arguments: { n: "\${{ inputs.n }}" } } }\n${CHECK}`, TOP),
    );
    expect(plan?.steps[0]?.do.mcp?.arguments).toEqual({ n: '${{ inputs.n }}' });
  });

  it.each([
    [`do: { mcp: { server: file, tool: read } }\n${CHECK}`, ['error plan.unknown-server steps[0].do.mcp.server']],
    [
      `${CALL}\nundo: { mcp: { server: x, tool: t } }\n${CHECK}`,
      ['error plan.unknown-server steps[0].undo.mcp.server'],
    ],
    [
      `${CALL}\nverify: [{ mcp: { server: x, tool: t, json: isError } }]`,
      ['error plan.unknown-server steps[0].verify[0].mcp.server'],
    ],
    [
      `${CALL}\nverify: [{ mcp: { server: files, tool: t, json: json.a == 1 } }]`,
      ['error expression.unknown-name steps[0].verify[0].mcp.json'],
    ],
    [`${CALL}\nverify: [{ mcp: { server: files, tool: t } }]`, ['error plan.schema steps[0].verify[0].mcp.json']],
    [`do: { mcp: { server: files, tool: "\${{ inputs.n }}" } }\n${CHECK}`, ['error plan.schema steps[0].do.mcp.tool']],
    [
      `do: { mcp: { server: files, tool: t, arguments: { a: "\${{ secrets.KEY }}" } } }\n${CHECK}`,
      ['error expression.secret-place steps[0].do.mcp.arguments.a'],
    ],
    [`${CALL}\nverify: [{ exit: 0 }]`, ['error plan.schema steps[0].verify[0].exit']],
    [`${CALL.slice(0, -2)}, cwd: x }\n${CHECK}`, ['error plan.schema steps[0].do.cwd']],
  ])('do not load: %s', (lines, expected) => {
    expect(codes(lines).filter((line) => line.startsWith('error'))).toEqual(expected);
  });

  it('are for servers that the plan names, and the other way round', () => {
    expect(codes(`${CALL}\n${CHECK}`, '')).toEqual([
      'error plan.unknown-server steps[0].do.mcp.server',
      'error plan.unknown-server steps[0].verify[0].mcp.server',
    ]);
    expect(codes(`${CALL}\n${CHECK}`, 'servers: [files, other]\n')).toEqual(['warning plan.unused-server servers[1]']);
    expect(codes(`${CALL}\n${CHECK}`, 'servers: [files, "a b"]\n')).toContain('error plan.schema servers[1]');
  });

  it('say what to do', () => {
    const [unnamed] = readPlan(stepPlan(`${CALL}\nverify: [{ file: { path: x } }]`)).diagnostics;
    expect(unnamed?.hint).toBe('Name it: servers: [files].');
    const [misspelled] = readPlan(
      stepPlan(`do: { mcp: { server: flies, tool: t } }\n${CHECK}`, 'servers: [files]\n'),
    ).diagnostics;
    expect(misspelled?.hint).toBe('Did you mean files?');
  });
});
