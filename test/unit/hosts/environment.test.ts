import { describe, expect, test } from 'vitest';
import { childEnvironment } from '#main/hosts/child-environment.ts';
import { dataFolderPath } from '#main/hosts/data-folder-path.ts';

describe('what child processes inherit', () => {
  test('is what they need, and nothing that may be a secret', () => {
    const needed = {
      PATH: '/bin',
      HOME: '/h',
      LC_ALL: 'C',
      XDG_RUNTIME_DIR: '/r',
      https_proxy: 'p',
      SSH_AUTH_SOCK: 's',
      TZ: 'UTC',
    };
    const other = {
      AWS_SECRET_ACCESS_KEY: 'x',
      OPSROOM_PASSPHRASE: 'x',
      NODE_OPTIONS: 'x',
      LD_PRELOAD: 'x',
      LCD: 'x',
      path: 'x',
    };
    expect(childEnvironment({ ...needed, ...other, USER: undefined }, 'linux')).toEqual(needed);
  });

  test('on Windows, where names have no case, has what processes start with', () => {
    expect(childEnvironment({ Path: 'p', SystemRoot: 'r', ComSpec: 'c', Token: 'x' }, 'win32')).toEqual({
      Path: 'p',
      SystemRoot: 'r',
      ComSpec: 'c',
    });
  });
});

describe('the data folder', () => {
  const at = (platform: NodeJS.Platform, environment: Record<string, string> = {}, asked?: string) =>
    dataFolderPath(asked, { platform, environment, home: '/home/ann' });

  test('is the one that is asked for, then the one of the environment, then the platform’s', () => {
    expect(at('linux', { OPSROOM_DATA_DIR: '/env' }, '/asked')).toBe('/asked');
    expect(at('linux', { OPSROOM_DATA_DIR: '/env' })).toBe('/env');
    expect(at('linux')).toBe('/home/ann/.local/share/opsroom');
    expect(at('linux', { XDG_DATA_HOME: '/xdg' })).toBe('/xdg/opsroom');
    expect(at('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/ann/.local/share/opsroom');
    expect(at('darwin')).toBe('/home/ann/Library/Application Support/Ops Control Room');
  });
});
