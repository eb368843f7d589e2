import { describe, expect, it } from 'vitest';
import { resolveCall, resolveCheck } from '#main/expressions/resolve.ts';
import type { Json } from '#shared/lib/json.ts';
import { check } from '#shared/pulser/check.ts';
import { toolCall } from '#shared/pulser/tool-call.ts';

const variables: Readonly<Record<string, Json>> = { inputs: { n: 3, port: 70_000 }, secrets: { KEY: 's3' } };

describe('resolveCall', () => {
  it('leaves shell text alone and fills its environment with text', () => {
    const call = toolCall.parse({
      shell: { run: 'echo $${{ x }}', tty: false, stdin: '${{ inputs.n }}' },
      env: { N: '${{ inputs.n }}' },
      cwd: 'd${{ inputs.n }}',
    });
    expect(resolveCall(call, variables)).toEqual({
      shell: { run: 'echo $${{ x }}', tty: false, stdin: '3' },
      env: { N: '3' },
      cwd: 'd3',
    });
  });

  it('keeps types in bodies and parameters, and makes text of the rest', () => {
    const http = toolCall.parse({
      http: {
        url: '${{ inputs.n }}',
        json: { n: '${{ inputs.n }}' },
        query: { q: '${{ inputs.n }}' },
        headers: { a: '${{ inputs.n }}' },
      },
    });
    expect(resolveCall(http, variables).http).toMatchObject({
      url: '3',
      json: { n: 3 },
      query: { q: 3 },
      headers: { a: '3' },
    });
    const sql = toolCall.parse({ sql: { connection: 'db', query: 'q ${{ inputs.n }}', params: ['${{ inputs.n }}'] } });
    expect(resolveCall(sql, variables).sql).toMatchObject({ query: 'q 3', params: [3] });
    const file = toolCall.parse({ file: { write: '${{ inputs.n }}', json: ['${{ inputs.n }}'] } });
    expect(resolveCall(file, variables).file).toEqual({ write: '3', json: [3] });
  });
});

describe('resolveCheck', () => {
  it('leaves expressions alone and keeps the types of status and value', () => {
    const http = check.parse({
      http: { url: 'u/${{ inputs.n }}', status: '${{ 200 + inputs.n }}', json: 'body.n == 3' },
    });
    expect(resolveCheck(http, variables).http).toMatchObject({ url: 'u/3', status: 203, json: 'body.n == 3' });
    const sql = check.parse({ sql: { connection: 'db', query: 'q', value: '${{ inputs.n }}' } });
    expect(resolveCheck(sql, variables).sql).toMatchObject({ value: 3 });
    const human = check.parse({ human: 'Is it ${{ inputs.n }}?' });
    expect(resolveCheck(human, variables).human).toBe('Is it 3?');
  });

  it('refuses a status or port that is none', () => {
    const tcp = check.parse({ tcp: { port: '${{ inputs.port }}' } });
    expect(() => resolveCheck(tcp, variables)).toThrow('port must be a number from 1 to 65535');
  });
});
