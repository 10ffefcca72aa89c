import { useEffect, type RefObject } from 'react'
import type { GraphHandle } from '../../graph/graph-view'
import { updateWorkbench } from '../../state/workbench'
import { isField } from '../../widgets/fields'

/** `f` fits the graph, Escape clears the selection. `/` belongs to the search field. */
export function useDiscoverKeys(handle: RefObject<GraphHandle | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'f') handle.current?.fit()
      if (event.key === 'Escape') updateWorkbench({ selection: null })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [handle])
}
