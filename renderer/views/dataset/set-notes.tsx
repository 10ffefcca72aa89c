import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { usePrompts } from '../../state/prompt-store'
import { Note } from '../../widgets/note'

/** More than about two lines wait for a click: the rows are what the view is for. */
const MOST_CHARACTERS = 220

/** Notes made when the rows were read or made: they stay with the set, and go into the record of its runs. */
export function SetNotes({ className }: { className: string }) {
  const notes = usePrompts((state) => state.draft.notes)
  const [opened, setOpened] = useState<readonly string[] | null>(null)
  if (!notes || notes.length === 0) return null
  const text = notes.join(' ')
  const isLong = text.length > MOST_CHARACTERS
  const isOpen = opened === notes
  return (
    <div className={className}>
      <Note tone="info">
        {isLong && !isOpen ? `${text.slice(0, text.lastIndexOf(' ', MOST_CHARACTERS - 60))} … ` : `${text} `}
        {isLong && (
          <Anchor
            component="button"
            fz="inherit"
            aria-expanded={isOpen}
            onClick={() => setOpened(isOpen ? null : notes)}
          >
            {isOpen ? 'Show less' : 'Show all'}
          </Anchor>
        )}
      </Note>
    </div>
  )
}
