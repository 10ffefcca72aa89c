import { useEffect } from 'react'
import { COMMANDS, type CommandState, type CommandStates } from '../../contract'
import { onCommand, showCommands } from '../state/client'
import { restorePane } from '../state/maximised'
import { notify } from '../state/notify'
import { isField, isInDialog } from '../widgets/fields'
import { KeyMap } from './key-map'
import { commandOfKey } from './keys'
import { Palette } from './palette'
import { EditCommands } from './provide/edit-commands'
import { FileCommands } from './provide/file-commands'
import { RunCommands } from './provide/run-commands'
import { ViewCommands } from './provide/view-commands'
import { giveCommand, useProvided, type ProvidedCommands } from './provided'

/** Hears commands from keys and native menus, and shows the palette and the key map. */
export function Commands() {
  useKeys()
  useMenus()
  return (
    <>
      <FileCommands />
      <EditCommands />
      <ViewCommands />
      <RunCommands />
      <Palette />
      <KeyMap />
    </>
  )
}

function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A key that a control has taken, or a dialog above the view, is not for the view.
      if (event.defaultPrevented || event.isComposing) return
      const command = commandOfKey(event, isField(event.target) || isInDialog(event.target))
      if (!command) return
      const obstacle = giveCommand(command.id)
      if (obstacle !== null && !command.keys?.startsWith('Mod+')) return
      event.preventDefault()
      if (obstacle !== null) notify({ title: command.title, message: obstacle })
    }
    // Before the view hears it: Escape puts a pane back first.
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !isInDialog(event.target) && restorePane()) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('keydown', onEscape, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('keydown', onEscape, { capture: true })
    }
  }, [])
}

function useMenus(): void {
  useEffect(() => onCommand((id) => void giveCommand(id)), [])
  const states = useProvided(({ byId }) => statesText(byId))
  useEffect(() => showCommands(JSON.parse(states) as CommandStates), [states])
}

/** As text, so that only a change of it is sent. */
function statesText(byId: ProvidedCommands): string {
  const states = COMMANDS.map(({ id }): [string, CommandState] => {
    const { obstacle, detail } = byId[id] ?? {}
    return [id, { isPossible: obstacle === null, detail }]
  })
  return JSON.stringify(Object.fromEntries(states))
}
