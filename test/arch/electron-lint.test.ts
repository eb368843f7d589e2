import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Override {
  readonly files: readonly string[];
  readonly jsPlugins?: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
}

const BAD = `
import { BrowserWindow, contextBridge, ipcMain, ipcRenderer, shell } from 'electron';
const window = new BrowserWindow({
  webPreferences: { nodeIntegration: true, contextIsolation: false, sandbox: false, webSecurity: false, webviewTag: true },
});
ipcMain.handle('open', (_event, url: string) => shell.openExternal(url));
contextBridge.exposeInMainWorld('ipc', ipcRenderer);
window.webContents.setWindowOpenHandler(() => ({ action: 'allow' }));
document.body.innerHTML = location.hash;
`;

it('the linter refuses insecure uses of Electron, in all that is the desktop app', () => {
  const { overrides } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as {
    overrides: readonly Override[];
  };
  const security = overrides.find(({ jsPlugins }) => jsPlugins !== undefined);
  expect(security?.files).toEqual(['main/hosts/desktop/**', 'preload/**', 'renderer/**']);
  const folder = tempFolder();
  const config = join(folder, 'lint.json');
  const jsPlugins = [join(root, 'electron-lint.config.ts')];
  writeFileSync(
    config,
    JSON.stringify({ plugins: [], categories: { correctness: 'off' }, jsPlugins, rules: security?.rules }),
  );
  writeFileSync(join(folder, 'bad.ts'), BAD);
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '-c', config, folder], { encoding: 'utf8', cwd: root });
  for (const rule of [
    'no-electron-node-integration',
    'no-electron-disable-context-isolation',
    'no-electron-disable-sandbox',
    'no-electron-disable-web-security',
    'no-electron-enable-webview-tag',
    'no-electron-unchecked-ipc-sender',
    'no-electron-untrusted-open-external',
    'no-electron-expose-raw-ipc-renderer',
    'no-electron-unrestricted-navigation',
    'no-inner-html',
  ]) {
    expect(stdout, rule).toContain(`sdl(${rule})`);
  }
});
