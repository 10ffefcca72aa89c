import { Textarea } from '@mantine/core'
import type { PromptTask } from '../../../../contract'
import { changeTask, choicesOfTask } from '../../../state/make-prompts'
import { EditedLabel } from './edited-label'
import { FIELD } from './field-look'

/** The templates, one a line. */
export function TemplateEditor({ task }: { task: PromptTask }) {
  const { templates } = choicesOfTask(task.name)
  const lines = templates ?? task.templates
  const slots = task.slots.map(({ name, meaning }) => `{${name}}: ${meaning}`).join(' · ')
  const ownSlots = "{name1} takes a word of the list name; {name1'} the same word, but can change by itself"
  return (
    <Textarea
      {...FIELD}
      label={
        <EditedLabel
          label="Templates"
          count={lines.filter((line) => line.trim() !== '').length}
          isEdited={templates !== undefined}
          onReset={() => changeTask({ templates: undefined })}
        />
      }
      labelProps={{ w: '100%' }}
      description={slots === '' ? ownSlots : slots}
      aria-label="Templates"
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      value={lines.join('\n')}
      onChange={(event) => changeTask({ templates: event.currentTarget.value.split('\n') })}
    />
  )
}
