import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MAX_NOTE_LENGTH, type RunSummary } from '../../../../contract'
import { shownTitle } from '../../../state/shown-title'
import { noteRun } from '../../../state/run-actions'
import { closeRunDialog } from '../../../state/run-dialogs'

/** What a person writes about a run: it is searched, and kept with the run. */
export function NoteForm({ run }: { run: RunSummary }) {
  const [note, setNote] = useState(run.note)
  const save = () => {
    closeRunDialog()
    if (note.trim() !== run.note) void noteRun(run.id, note.trim())
  }
  return (
    <>
      <Textarea
        label="Note"
        description={`On ${shownTitle(run)}. The search of the list finds it.`}
        data-autofocus
        autosize
        minRows={4}
        maxRows={16}
        maxLength={MAX_NOTE_LENGTH}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        }}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={closeRunDialog}>
          Cancel
        </Button>
        <Button onClick={save}>Save note</Button>
      </Group>
    </>
  )
}
