import { app, BrowserWindow, ipcMain, Menu, type MenuItemConstructorOptions } from 'electron'
import {
  COMMAND_MENUS,
  COMMANDS,
  type Command,
  type CommandMenu,
  type CommandStates,
} from '../../../contract'
import { CHANNELS } from '../../../contract/channels'
import { isOurPage } from './security'

/** What each window can do, as its page says. */
const statesOf = new WeakMap<BrowserWindow, CommandStates>()

/** The menus: every command of the program, and what the platform expects beside them (copy and paste, zoom, full screen). */
export function setupMenu(): void {
  showStates()
  app.on('browser-window-focus', (_, window) => showStates(statesOf.get(window)))
  ipcMain.on(CHANNELS.commandStates, (event, states: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    if (!window || !isOurPage(event.senderFrame)) return
    statesOf.set(window, states as CommandStates)
    if (window.isFocused() || BrowserWindow.getAllWindows().length === 1) showStates(statesOf.get(window))
  })
}

/** The labels of the menus as they are. */
let shownLabels: string | null = null

/** A label cannot be changed: where one is another, the menus are built again. */
function showStates(states?: CommandStates): void {
  const labels = JSON.stringify(COMMANDS.map((command) => labelOf(command, states)))
  if (labels !== shownLabels) Menu.setApplicationMenu(Menu.buildFromTemplate(templateOf(states)))
  shownLabels = labels
  const menu = Menu.getApplicationMenu()
  for (const { id } of COMMANDS) {
    const item = menu?.getMenuItemById(id)
    if (item) item.enabled = states?.[id]?.isPossible === true
  }
}

function templateOf(states?: CommandStates): MenuItemConstructorOptions[] {
  const isMac = process.platform === 'darwin'
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    ...COMMAND_MENUS.map((menu) => ({ label: menu, submenu: itemsOf(menu, states) })),
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
  ]
}

/** `Undo delete run 3` */
function labelOf({ id, title }: Pick<Command, 'id' | 'title'>, states?: CommandStates): string {
  const detail = states?.[id]?.detail
  return detail ? `${title} ${detail}` : title
}

function itemsOf(menu: CommandMenu, states?: CommandStates): MenuItemConstructorOptions[] {
  const ours = (COMMANDS as readonly Command[]).filter((command) => command.menu === menu)
  return [...ours.flatMap((command) => itemOf(command, labelOf(command, states))), ...platformItems(menu)]
}

function itemOf({ id, keys, begins }: Command, label: string): MenuItemConstructorOptions[] {
  const item: MenuItemConstructorOptions = {
    id,
    label,
    enabled: false,
    accelerator: keys && acceleratorOf(keys),
    // The page hears the keys itself: plain ones only where nobody types.
    registerAccelerator: false,
    click: (_, window) => (window as BrowserWindow | undefined)?.webContents.send(CHANNELS.command, id),
  }
  return begins ? [{ type: 'separator' }, item] : [item]
}

/** macOS gives a menu its keys whatever is typed: plain ones are not named there. */
function acceleratorOf(keys: string): string | undefined {
  if (!keys.startsWith('Mod+')) return process.platform === 'darwin' ? undefined : keys
  return keys.replace('Mod', 'CmdOrCtrl')
}

const ZOOM: MenuItemConstructorOptions[] = [
  { type: 'separator' },
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { role: 'togglefullscreen' },
]
const DEVELOPMENT: MenuItemConstructorOptions[] = [
  { type: 'separator' },
  { role: 'reload' },
  { role: 'toggleDevTools' },
]
const TEXT: MenuItemConstructorOptions[] = [
  { type: 'separator' },
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
]

function platformItems(menu: CommandMenu): MenuItemConstructorOptions[] {
  if (menu === 'File')
    return [
      { type: 'separator' },
      { role: 'close' },
      ...(process.platform === 'darwin' ? [] : [{ role: 'quit' as const }]),
    ]
  if (menu === 'Edit') return TEXT
  if (menu === 'View') return app.isPackaged ? ZOOM : [...ZOOM, ...DEVELOPMENT]
  return []
}
