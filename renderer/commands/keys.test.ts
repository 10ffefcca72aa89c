import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../contract'
import { commandOfKey, shownKeys } from './keys'

const pressed = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('keys of commands', () => {
  it('gives no two commands the same keys or id', () => {
    const keys = COMMANDS.flatMap((command) => ('keys' in command ? [command.keys] : []))
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  })

  it('knows a key by its character, and with Ctrl by its letter', () => {
    expect(commandOfKey(pressed('?', { shiftKey: true }), false)?.id).toBe('keys.show')
    expect(commandOfKey(pressed('k', { ctrlKey: true }), false, false)?.id).toBe('palette.show')
    expect(commandOfKey(pressed('K', { ctrlKey: true, shiftKey: true }), false, false)).toBeNull()
    expect(commandOfKey(pressed('N', { ctrlKey: true, shiftKey: true }), false, false)?.id).toBe('window.new')
    expect(commandOfKey(pressed('Enter', { ctrlKey: true }), false, false)?.id).toBe('run.start')
  })

  it('takes Cmd on macOS, and leaves Ctrl there to the text fields', () => {
    expect(commandOfKey(pressed('k', { metaKey: true }), true, true)?.id).toBe('palette.show')
    expect(commandOfKey(pressed('k', { ctrlKey: true }), false, true)).toBeNull()
  })

  it('lets one type', () => {
    expect(commandOfKey(pressed('f'), true)).toBeNull()
    expect(commandOfKey(pressed('F1'), true)?.id).toBe('help.show')
    expect(commandOfKey(pressed('z', { ctrlKey: true }), true, false)).toBeNull()
    expect(commandOfKey(pressed('z', { ctrlKey: true }), false, false)?.id).toBe('edit.undo')
    expect(commandOfKey(pressed('s', { ctrlKey: true }), true, false)?.id).toBe('prompts.save')
    expect(commandOfKey(pressed('f', { altKey: true }), false)).toBeNull()
  })

  it('writes keys as the platform does', () => {
    expect(shownKeys('Mod+Shift+N', false)).toBe('Ctrl+Shift+N')
    expect(shownKeys('Mod+Shift+N', true)).toBe('⌘⇧N')
    expect(shownKeys('Mod+Enter', false)).toBe('Ctrl+↵')
  })
})
