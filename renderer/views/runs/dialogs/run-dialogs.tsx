import { Modal } from '@mantine/core'
import type { RunSummary } from '../../../../contract'
import { closeRunDialog, useRunDialog, type RunDialog } from '../../../state/run-dialogs'
import { useRunList } from '../../../state/run-store'
import { formatPlural } from '../../../widgets/format'
import { ChangesForm } from './changes-form'
import { CommandForm } from './command-form'
import { NoteForm } from './note-form'
import { TagsForm } from './tags-form'
import { WithDetail } from './with-detail'

/** The dialog about one or several runs that is open, in whatever view. */
export function RunDialogs() {
  const dialog = useRunDialog((state) => state.dialog)
  return dialog && <OpenDialog dialog={dialog} />
}

function OpenDialog({ dialog }: { dialog: RunDialog }) {
  const list = useRunList() ?? []
  const ids = 'ids' in dialog ? dialog.ids : [dialog.id]
  const runs = list.filter(({ id }) => ids.includes(id))
  if (runs.length === 0) return null
  const { title, size, content } = contentOf(dialog, runs)
  return (
    <Modal opened onClose={closeRunDialog} title={title} size={size} centered>
      {content}
    </Modal>
  )
}

function contentOf(dialog: RunDialog, runs: RunSummary[]) {
  const [run] = runs
  switch (dialog.kind) {
    case 'note':
      return { title: `Note on run ${run.number}`, size: 560, content: <NoteForm run={run} /> }
    case 'tags': {
      const of = runs.length === 1 ? `run ${run.number}` : formatPlural(runs.length, 'run')
      return { title: `Tags of ${of}`, size: 440, content: <TagsForm runs={runs} /> }
    }
    case 'changes':
      return {
        ...{ title: `Run ${run.number} with changes`, size: 560 },
        content: (
          <WithDetail id={run.id}>
            {(detail) => detail.config && <ChangesForm detail={{ ...detail, config: detail.config }} />}
          </WithDetail>
        ),
      }
    case 'command':
      return {
        ...{ title: `Run ${run.number} as a command`, size: 760 },
        content: <WithDetail id={run.id}>{(detail) => <CommandForm detail={detail} />}</WithDetail>,
      }
  }
}
