import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { readBundleManifest } from '#shared/mcp/import/bundle-manifest.ts';
import { readImport } from '#shared/mcp/import/read-import.ts';
import { serverDefinition } from '#shared/mcp/server.ts';
import { changed, places, value } from '../json-places.ts';
import { importContext } from './import-context.ts';

const SECRET = 'sk-abcdefghijklmnop0123456789';

const FILES: Readonly<Record<string, JsonObject>> = {
  mcpServers: {
    mcpServers: {
      a: { command: 'x', args: ['${env:A}', 'b'], env: { API_KEY: SECRET, B: '${B:-c}' }, cwd: '/x', disabled: true },
      b: {
        type: 'http',
        url: 'https://x.example/mcp',
        headers: { Authorization: SECRET },
        oauth: { clientId: 'c', scopes: ['s'] },
      },
    },
  },
  'VS Code': {
    inputs: [
      { id: 'k', type: 'promptString', password: true },
      { id: 'l', default: 'm' },
    ],
    servers: { a: { command: 'x', args: ['${input:l}'], env: { K: '${input:k}', L: SECRET } } },
  },
  'MCP registry': {
    name: 'io.x/y',
    version: '1.0.0',
    packages: [
      {
        registryType: 'oci',
        identifier: 'x/y',
        version: '1.0.0',
        runtimeArguments: [{ type: 'named', name: '-v', value: '{a}:/b', variables: { a: { default: '/c' } } }],
        packageArguments: [{ type: 'positional', valueHint: 'p', default: 'q' }],
        environmentVariables: [{ name: 'K', isSecret: true, isRequired: true, value: SECRET }],
      },
    ],
    remotes: [{ type: 'streamable-http', url: 'https://{h}.example', variables: { h: { default: 'x' } } }],
  },
  'MCP bundle': {
    name: 'b',
    version: '1.0.0',
    server: {
      type: 'node',
      mcp_config: {
        command: 'node',
        args: ['${__dirname}/x', '${user_config.d}'],
        env: { K: SECRET },
        platform_overrides: { linux: {} },
      },
    },
    user_config: { d: { type: 'directory', multiple: true, default: ['${HOME}/x'] } },
  },
};

function read(format: string, file: Json) {
  const context = importContext({ inputs: { k: ['v'] }, variables: { A: 'a' }, folders: { HOME: '/home/a' } });
  if (format !== 'MCP bundle') return readImport(JSON.stringify(file), context);
  return readBundleManifest(
    file as JsonObject,
    { folder: '/data/b', files: `sha256:${'0'.repeat(64)}`, platform: 'linux' },
    context,
  );
}

test.each(Object.keys(FILES))('%s: whatever stands in a file, it is read whole or refused as one', (format) => {
  const file = FILES[format] ?? {};
  expect(read(format, file)).toMatchObject({ format });
  const all = places(file).slice(1);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.option(value, { nil: undefined })), { minLength: 1, maxLength: 3 }),
      (changes) => {
        let now: Json = file;
        for (const [pick, to] of changes) {
          const here: ReturnType<typeof places> = places(now).slice(1);
          const path: readonly string[] | undefined = here[pick % Math.max(1, here.length)] ?? all[0];
          now = changed(now, path ?? [], to) ?? null;
        }
        try {
          for (const { definition, secrets } of read(format, now).servers) {
            expect(serverDefinition.parse(definition)).toEqual(definition);
            // An argument or an address can hold what was put there; variables and headers never hold a credential.
            const values = definition.transport === 'stdio' ? definition.env : definition.headers;
            expect(Object.values(values).join('\n')).not.toContain(SECRET);
            expect(new Set(secrets.map((secret) => secret.name)).size).toBe(secrets.length);
          }
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toMatch(/^mcp\.import-/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
