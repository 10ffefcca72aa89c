import { useEffect, type RefObject } from 'react'
import { useCommand } from '../../commands/provided'
import type { GraphHandle } from '../../graph/graph-view'
import { updateWorkbench } from '../../state/workbench'
import { isField, isInDialog } from '../../widgets/fields'

/** Fitting the graph is a command; Escape clears the selection. */
export function useDiscoverKeys(handle: RefObject<GraphHandle | null>): void {
  useCommand('canvas.fit', () => handle.current?.fit())
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTaken = event.defaultPrevented || isField(event.target) || isInDialog(event.target)
      if (event.key === 'Escape' && !isTaken) updateWorkbench({ selection: null })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
