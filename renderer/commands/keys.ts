import { COMMANDS, type Command } from '../../contract'

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** The command of a key; null for any other, and for a plain key other than F1 while one types (`isTyping`). */
export function commandOfKey(pressed: Pressed, isTyping: boolean, isMac = isMacOs()): Command | null {
  const text = keysOf(pressed, isMac)
  if (text === null || (isTyping && (!/^(Mod\+|F\d)/.test(text) || OF_FIELDS.includes(text)))) return null
  return COMMANDS.find((command) => 'keys' in command && command.keys === text) ?? null
}

/** A field has its own. */
const OF_FIELDS: readonly string[] = ['Mod+Z', 'Mod+Shift+Z']

/** As `Command.keys` writes them. */
function keysOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, isMac: boolean): string | null {
  const [isMod, isOther] = isMac ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  if (isOther || altKey) return null
  // Of a plain key the character says all: `?` needs Shift on some keyboards only.
  if (!isMod) return key
  return `Mod+${shiftKey ? 'Shift+' : ''}${key.length === 1 ? key.toUpperCase() : key}`
}

/** `Ctrl+K`, `⌘K`: the keys as people read them. */
export function shownKeys(keys: string, isMac = isMacOs()): string {
  const shown = keys.replace('Enter', '↵')
  if (!isMac) return shown.replace('Mod', 'Ctrl')
  return shown.replace('Mod+', '⌘').replace('Shift+', '⇧')
}

function isMacOs(): boolean {
  return typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)
}
