import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  readonly navigate: (route: string) => void;
  readonly openBundle: () => void;
  readonly window: () => BrowserWindow | undefined;
}

/** The native menus. On Linux and Windows the window has no bar, but the keys work. */
export function setMenu({ navigate, openBundle, window }: MenuParts): void {
  const isMac = process.platform === 'darwin';
  const go = (label: string, route: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click() {
      window()?.show();
      navigate(route);
    },
  });
  const settings = go('Settings…', '/settings', 'CmdOrCtrl+,');
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'services' as const },
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              { type: 'separator' as const },
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open Proof Bundle…', accelerator: 'CmdOrCtrl+O', click: openBundle },
        { type: 'separator' },
        ...(isMac ? [] : [settings, { type: 'separator' as const }]),
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit' as const, accelerator: 'CmdOrCtrl+Q' }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        go('Runboard', '/', 'CmdOrCtrl+1'),
        go('Plans', '/plans', 'CmdOrCtrl+2'),
        go('History', '/history', 'CmdOrCtrl+3'),
        go('Artifacts', '/artifacts', 'CmdOrCtrl+4'),
        go('Approvals', '/approvals', 'CmdOrCtrl+5'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ role: 'about' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
