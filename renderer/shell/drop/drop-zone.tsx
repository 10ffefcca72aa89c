import { useEffect, useState } from 'react'
import { isField } from '../../widgets/fields'
import { dropText } from './dropped-kind'
import { droppedOf, takeDropped } from './take-dropped'
import styles from './drop-zone.module.css'

/** Takes files wherever in the window they are dropped, and says before what will happen. */
export function DropZone() {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer || !isTaken(event)) return
      event.preventDefault()
      setText(dropText([...event.dataTransfer.items]))
    }
    const onLeave = (event: DragEvent) => {
      // Passing from one element to another is not leaving the window.
      if (event.relatedTarget === null) setText(null)
    }
    const onDrop = (event: DragEvent) => {
      setText(null)
      if (!event.dataTransfer || !isTaken(event)) return
      event.preventDefault()
      void takeDropped(droppedOf(event.dataTransfer))
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  if (text === null) return null
  return (
    <div className={styles.zone} role="status">
      {text}
    </div>
  )
}

/** Files, and links to them; not a text that is dragged into a field, or within the page. */
function isTaken({ dataTransfer, target, defaultPrevented }: DragEvent): boolean {
  if (defaultPrevented) return false
  const types = dataTransfer!.types
  return types.includes('Files') || (types.includes('text/uri-list') && !isField(target))
}
