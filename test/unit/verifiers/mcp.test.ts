import { describe, expect, it } from 'vitest';
import type { McpCallRequest, McpCallResult, McpClient } from '#main/engine/ports/mcp.ts';
import { createMcpVerifier } from '#main/verifiers/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { SERVERS } from '#test/helpers/engine-driver.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { parsedCheck, verifierContext } from './verifier-context.ts';

const identity = { name: 'file-server', version: '1.0.1', protocol: '2025-11-25' };
const ANSWER: McpCallResult = { isError: false, structured: null, content: [], identity };

function read(json: string, answer: Partial<McpCallResult> | Error, tool = 'look') {
  const asked: McpCallRequest[] = [];
  const mcp: McpClient = {
    async call(request) {
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return { ...ANSWER, ...answer };
    },
    close: () => Promise.resolve(),
  };
  const check = parsedCheck({ mcp: { server: 'files', tool, arguments: { path: 'x' }, json } });
  const context = verifierContext({ mcp, servers: SERVERS });
  return { observation: createMcpVerifier({ clock: new ManualClock() }).read(check, context), asked };
}

describe('a check with a tool of a server', () => {
  it.each([
    ['result.size == 3', { structured: { size: 3 } }, 'green'],
    ['result.size == 3', { structured: { size: 4 } }, 'red'],
    ['result.size == 3', { structured: {} }, 'red'],
    ['result.size == 3', { content: [{ type: 'text', text: '{"size":3}' }] }, 'green'],
    ["text == 'plain' && result == null", { content: [{ type: 'text', text: 'plain' }] }, 'green'],
    ['!isError', { isError: true }, 'red'],
    ['result.size', { structured: { size: 3 } }, 'unreadable'],
  ] as const)('%s of %j reads %s', async (json, answer, status) => {
    const { observation } = read(json, answer);
    expect(await observation).toMatchObject({
      status,
      tool: { kind: 'mcp', name: 'files/look', version: '1.0.1', pin: { definition: SERVERS[0]?.definition } },
    });
  });

  it('is unreadable where the server cannot be called, and says why', async () => {
    const drift = new AppError('mcp.drift', 'the tool look is not what was approved');
    expect(await read('true', drift).observation).toMatchObject({
      status: 'unreadable',
      observed: { error: 'mcp.drift' },
      message: drift.message,
    });
    await expect(read('true', new TypeError('a fault')).observation).rejects.toThrow('a fault');
  });

  it('asks nobody, and calls nothing that was not approved for reading', async () => {
    const { observation, asked } = read('true', {});
    await observation;
    expect(asked).toHaveLength(1);
    expect(asked[0]?.ask).toBeUndefined();
    for (const tool of ['allowed', 'asked', 'unheard-of']) {
      const refused = read('true', {}, tool);
      expect(await refused.observation).toMatchObject({ status: 'unreadable' });
      expect(refused.asked).toEqual([]);
    }
  });
});
