import { homedir } from 'node:os'
import path from 'node:path'

/** The store all shells share: PATCHBAY_DB, else patchbay.db in the user's data folder. */
export function storeFile(): string {
  return path.resolve(process.env.PATCHBAY_DB || path.join(userDataFolder(), 'patchbay.db'))
}

function userDataFolder(): string {
  const home = homedir()
  switch (process.platform) {
    case 'darwin':
      return path.join(home, 'Library/Application Support/Patchbay')
    case 'win32':
      return path.join(process.env.APPDATA ?? path.join(home, 'AppData/Roaming'), 'Patchbay')
    default:
      return path.join(process.env.XDG_DATA_HOME || path.join(home, '.local/share'), 'patchbay')
  }
}
