import { describe, expect, it } from 'vitest';
import { exitVerifier } from '#main/verifiers/exit.ts';
import { outputVerifier } from '#main/verifiers/output.ts';
import { verifierRegistry } from '#main/verifiers/registry.ts';

describe('verifierRegistry', () => {
  it('finds a verifier by kind', () => {
    const registry = verifierRegistry([exitVerifier, outputVerifier]);
    expect(registry.get('exit')).toBe(exitVerifier);
    expect(registry.verifiers).toEqual([exitVerifier, outputVerifier]);
    expect(() => registry.get('mcp')).toThrow(expect.objectContaining({ code: 'check.not-available' }));
  });

  it('refuses two of a kind', () => {
    expect(() => verifierRegistry([exitVerifier, exitVerifier])).toThrow(
      expect.objectContaining({ code: 'check.duplicate' }),
    );
  });
});
