import { useEffect, type RefObject } from 'react'
import { useCommand } from '../../commands/provided'
import type { GraphHandle } from '../../graph/graph-view'
import { updateWorkbench } from '../../state/workbench'
import { isField } from '../../widgets/fields'

/** Fitting the graph is a command; Escape clears the selection. */
export function useDiscoverKeys(handle: RefObject<GraphHandle | null>): void {
  useCommand('canvas.fit', () => handle.current?.fit())
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isField(event.target))
        updateWorkbench({ selection: null })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
