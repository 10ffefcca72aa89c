import { redoAndSay, undoAndSay } from '../../state/notify-change'
import { useChanges } from '../../state/undo'
import { isField } from '../../widgets/fields'
import { useCommand } from '../provided'

/** Takes back what was done in this window. */
export function EditCommands() {
  const undoes = useChanges(({ done }) => done.at(-1)?.what)
  const redoes = useChanges(({ undone }) => undone.at(-1)?.what)
  useCommand(
    'edit.undo',
    () => inField('undo') || void undoAndSay(),
    undoes ? null : 'Nothing was done yet.',
    undoes,
  )
  useCommand('edit.redo', () => inField('redo') || void redoAndSay(), redoes ? null : 'Nothing was undone.', redoes)
  return null
}

/** From the menu while one types: the field takes its own letters back. False where none has the focus. */
function inField(command: 'undo' | 'redo'): boolean {
  return isField(document.activeElement) && document.execCommand(command)
}
