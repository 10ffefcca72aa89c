import { homedir } from 'node:os'
import path from 'node:path'

/** The store all shells share: PATCHBAY_DB, else patchbay.db in the user's data folder. */
export function defaultStorePath(): string {
  return path.resolve(process.env.PATCHBAY_DB || usualStorePath())
}

/** Its path where none is named. */
export function usualStorePath(): string {
  return path.join(userDataFolder(), 'patchbay.db')
}

/** Where Patchbay keeps the person's data; made and used by it alone. */
export function userDataFolder(): string {
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

/** A path as a person types it: `~` is the home folder. */
export function expandHome(typed: string): string {
  return typed === '~' || typed.startsWith('~/') ? path.join(homedir(), typed.slice(1)) : typed
}
