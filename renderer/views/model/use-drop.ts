import { useState, type DragEvent } from 'react'
import { bridge } from '../../state/bridge'
import { notifyProblem } from '../../state/notify'
import { openModel } from '../../state/session'
import { droppedPath } from './dropped-path'

/** Opens the file or folder that is dropped; `isOver` while something is held above. */
export function useDrop() {
  const [isOver, setOver] = useState(false)
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        // Passing from one element inside to another is not leaving.
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        const path = droppedPath(event.dataTransfer, bridge().pathOf)
        if (path) void openModel(path)
        else
          notifyProblem(
            'A browser does not say where a dropped file is',
            'Browse for it, or type or paste its path.',
          )
      },
    },
  }
}
