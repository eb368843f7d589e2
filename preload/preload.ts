import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE_NAME, type DesktopBridge, PORT_GRANT, PORT_REQUEST } from '#shared/api/desktop-bridge.ts';

const bridge: DesktopBridge = {
  async openDropped(file) {
    // Empty for whatever is not a file of the system: the page cannot make a path up.
    const path = pathOf(file);
    if (path === '') return null;
    const id: unknown = await ipcRenderer.invoke('opsroom:open-dropped', path);
    return typeof id === 'string' ? id : null;
  },
};

if (location.protocol === 'app:' && window === window.top) {
  contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
  window.addEventListener('message', (event) => {
    if (event.source !== window || event.origin !== location.origin || event.data !== PORT_REQUEST) return;
    ipcRenderer.send('opsroom:port');
  });
  ipcRenderer.on('opsroom:port', (event) => {
    const [port] = event.ports;
    if (port !== undefined) window.postMessage(PORT_GRANT, location.origin, [port]);
  });
}

function pathOf(file: object): string {
  try {
    return webUtils.getPathForFile(file as File);
  } catch (error) {
    if (error instanceof Error) return '';
    throw error;
  }
}
