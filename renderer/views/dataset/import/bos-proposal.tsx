import { Anchor } from '@mantine/core'
import { useImport } from '../../../state/prompt-import'
import { usePrompts } from '../../../state/prompt-store'
import { changeDraft } from '../../../state/prompts'
import { useWorkbench } from '../../../state/workbench'
import { Note } from '../../../widgets/note'

/** How the code that an imported file is made for begins prompts, while the set does otherwise. */
export function BosProposalNote() {
  const proposal = useImport((state) => state.proposal)
  const bos = usePrompts((state) => state.draft.bos)
  const model = useWorkbench((state) => state.model)
  if (!proposal || !proposal.isSameSet() || bos === proposal.bos) return null
  const { tokenizer } = model ?? {}
  // Without such a token it cannot be done, and where the tokenizer does it itself nothing is to be done.
  if (tokenizer && !tokenizer.bos) return null
  return (
    <Note tone="info">
      {proposal.why}{' '}
      <Anchor component="button" fz="inherit" onClick={() => changeDraft({ type: 'bos', bos: proposal.bos })}>
        Set BOS to {proposal.bos}
      </Anchor>{' '}
      ·{' '}
      <Anchor component="button" fz="inherit" onClick={() => useImport.setState({ proposal: null })}>
        Leave it
      </Anchor>
    </Note>
  )
}
