import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { messageOf } from '../../../contract'
import { notifyDone } from '../../state/notify'
import { saveDraft } from '../../state/prompt-sets'

interface SaveAsDialogProps {
  opened: boolean
  suggested: string
  onClose: () => void
}

/** Asks for a name and saves the prompts as a new set; if the name is refused, the reason is shown below it. */
export function SaveAsDialog(props: SaveAsDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="Save prompts as" centered>
      <SaveAsForm {...props} />
    </Modal>
  )
}

/** Mounted only while the dialog is open, so it always starts with the current suggestion. */
function SaveAsForm({ suggested, onClose }: SaveAsDialogProps) {
  const [name, setName] = useState(suggested)
  const [problem, setProblem] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setSaving(true)
    try {
      await saveDraft(name.trim())
      notifyDone(`“${name.trim()}” was saved.`)
      onClose()
    } catch (error) {
      setProblem(messageOf(error))
    } finally {
      setSaving(false)
    }
  }
  return (
    <form onSubmit={(event) => void save(event)}>
      <TextInput
        label="Name"
        data-autofocus
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isSaving} disabled={!name.trim()}>
          Save prompts
        </Button>
      </Group>
    </form>
  )
}
