import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app } from 'electron';
import { dataFolderPath } from '../data-folder-path.ts';
import { keepHeapSteady } from '../steady-heap.ts';
import { registerAppScheme } from './app-protocol.ts';
import { readArguments } from './arguments.ts';
import { Desktop } from './desktop.ts';
import { DESKTOP_FOLDER, type SecondStart } from './second-start.ts';

keepHeapSteady();
const asked = readArguments(process.argv.slice(1), (path) => resolve(path));
const dataDir = dataFolderPath(asked.dataDir, {
  environment: process.env,
  platform: process.platform,
  home: homedir(),
});

app.setName('Ops Control Room');
if (process.platform === 'win32') app.setAppUserModelId('opsroom.desktop');
// One app for each data folder: the lock lies in this folder.
app.setPath('userData', join(dataDir, DESKTOP_FOLDER));
registerAppScheme();
// Chromium has no sandbox for root: there an app that is not installed can be started without, to be tested.
if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const handedOver: SecondStart = { requests: [...asked.requests] };
if (app.requestSingleInstanceLock(handedOver)) {
  const desktop = new Desktop({ dataDir, environment: process.env, asked, here: import.meta.dirname });
  // Not awaited here: the app is not ready before this module has ended.
  void app.whenReady().then(() => desktop.start());
} else {
  app.exit(0);
}
