import { expect, it } from 'vitest';
import { askedDraft, askedProblems, givenValues } from '#renderer/features/tools/model/asked-values.ts';
import { bundleAsks, configAsks } from '#shared/mcp/import/import-asks.ts';

it('tells what a file of VS Code asks for, also where it stands in the settings', () => {
  const inputs = [
    { id: 'key', type: 'promptString', description: 'The key', password: true },
    { id: 'level', type: 'pickString', options: ['info', { label: 'All', value: 'debug' }], default: 'info' },
    { id: 'place', type: 'promptString' },
    { type: 'promptString' },
    'broken',
  ];
  const asks = configAsks({ servers: {}, inputs });
  expect(asks).toEqual([
    expect.objectContaining({ name: 'key', description: 'The key', isSecret: true, isRequired: false }),
    expect.objectContaining({ name: 'level', choices: ['info', 'debug'], usual: ['info'], isRequired: false }),
    expect.objectContaining({ name: 'place', isSecret: false, isRequired: true, usual: [] }),
  ]);
  expect(configAsks({ mcp: { servers: {}, inputs } })).toEqual(asks);
  expect(configAsks({ mcpServers: {}, inputs })).toEqual([]);
  expect(configAsks({ servers: {}, inputs: { key: true } })).toEqual([]);
});

it('tells what a bundle asks for', () => {
  const user_config = {
    dirs: { type: 'directory', title: 'Folders', multiple: true, required: true, default: ['${HOME}/a', '${HOME}/b'] },
    on: { type: 'boolean', default: false },
    key: { type: 'string', sensitive: true, required: true },
    broken: 5,
  };
  expect(bundleAsks({ user_config })).toEqual([
    expect.objectContaining({ title: 'Folders', isList: true, usual: ['${HOME}/a', '${HOME}/b'], isRequired: false }),
    expect.objectContaining({ title: 'on', choices: ['true', 'false'], usual: ['false'] }),
    expect.objectContaining({ title: 'key', isSecret: true, isRequired: false }),
  ]);
  expect(bundleAsks({ user_config: [] })).toEqual([]);
});

it('gives what was typed, and leaves usual values to the file', () => {
  const asks = bundleAsks({
    user_config: {
      dirs: { type: 'directory', multiple: true, default: ['${HOME}/a'] },
      more: { type: 'string', multiple: true },
      name: { type: 'string', required: true },
    },
  });
  const draft = askedDraft(asks);
  expect(draft).toEqual({ dirs: '${HOME}/a', more: '', name: '' });
  expect([...askedProblems(asks, draft)]).toEqual(['name']);
  expect(givenValues(asks, { ...draft, more: '/x\n\n/y', name: 'n' })).toEqual({ more: ['/x', '/y'], name: ['n'] });
});
