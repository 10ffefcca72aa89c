import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { PromptTask, PromptTaskOption } from '../../../../contract'
import { changeTask, choicesOfTask, makeForm } from '../../../state/make-prompts'
import { FIELD } from './field-look'
import styles from './task-form.module.css'
import { TemplateEditor } from './template-editor'
import { WordLists } from './word-lists'

/** What can be chosen for a task: its options, templates and words. */
export function TaskForm({ task }: { task: PromptTask }) {
  makeForm.use((form) => form.choices[task.name])
  const { options } = choicesOfTask(task.name)
  return (
    <section className={styles.form} aria-label="Options of the task">
      <p className={styles.description}>{task.description}</p>
      <p className={styles.source}>{task.source}</p>
      {task.templates.length > 0 && <TemplateEditor task={task} />}
      {task.options.map((option) => (
        <OptionField
          key={option.name}
          option={option}
          value={options[option.name] ?? option.default}
          onChange={(value) => changeTask({ options: { ...options, [option.name]: value } })}
        />
      ))}
      <WordLists task={task} />
    </section>
  )
}

interface OptionFieldProps {
  option: PromptTaskOption
  value: string | number
  onChange: (value: string | number) => void
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  const { label, help } = option
  const common = { ...FIELD, label, description: help }
  switch (option.kind) {
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={String(value)}
          data={option.values}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          value={value}
          min={option.min}
          max={option.max}
          allowDecimal={false}
          allowNegative={false}
          onChange={(number) => onChange(number)}
        />
      )
    case 'text':
      return (
        <TextInput
          {...common}
          value={String(value)}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}
