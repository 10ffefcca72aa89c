import { Anchor } from '@mantine/core'
import { useMemo } from 'react'
import { foreignIdsNote } from '../../../../contract'
import { useCheckedRows } from '../../../state/prompt-checks'
import { usePrompts } from '../../../state/prompt-store'
import { changeDraft } from '../../../state/prompts'
import { useWorkbench } from '../../../state/workbench'
import { Note } from '../../../widgets/note'

/** What is to be decided, or looks wrong, about how the set becomes tokens. */
export function ReadingNotices({ className }: { className: string }) {
  return (
    <>
      <ProposedBos className={className} />
      <ForeignIds className={className} />
    </>
  )
}

/** The code that such files are made for puts a BOS in front, and this set would have none. */
function ProposedBos({ className }: { className: string }) {
  const proposed = usePrompts((state) => state.draft.proposedBos)
  const bos = usePrompts((state) => state.draft.bos)
  const tokenizer = useWorkbench((state) => state.model?.tokenizer)
  if (!proposed || proposed.bos === bos) return null
  const isDone = bos === 'tokenizer' && tokenizer?.bos && tokenizer.addsBos === (proposed.bos === 'yes')
  if (isDone) return null
  return (
    <div className={className}>
      <Note tone="info">
        {proposed.why}{' '}
        <Anchor
          component="button"
          fz="inherit"
          onClick={() => changeDraft({ type: 'bos', bos: proposed.bos })}
        >
          Use BOS “{proposed.bos}”
        </Anchor>
        {' · '}
        <Anchor component="button" fz="inherit" onClick={() => changeDraft({ type: 'bos', bos })}>
          Keep “{bos}”
        </Anchor>
      </Note>
    </div>
  )
}

function ForeignIds({ className }: { className: string }) {
  const rows = useCheckedRows()
  const note = useMemo(() => foreignIdsNote(rows), [rows])
  if (note === null) return null
  return (
    <div className={className}>
      <Note tone="warning">{note}</Note>
    </div>
  )
}
