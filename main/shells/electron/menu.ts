import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** Only what the platform expects (copy and paste, zoom, full screen); the program's own actions are in the page. */
export function setupMenu(): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: viewItems() },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function viewItems(): MenuItemConstructorOptions[] {
  const zoom: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  return app.isPackaged
    ? zoom
    : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }, ...zoom]
}
