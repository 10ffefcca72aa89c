import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import {
  changedConfig,
  configFields,
  messageOf,
  type ConfigField,
  type PromptSet,
  type RunConfig,
  type RunDetail,
} from '../../../../contract'
import { partLabel, partText } from '../../../state/part-label'
import { startChanged } from '../../../state/run-actions'
import { closeRunDialog } from '../../../state/run-dialogs'
import { MemoryChip } from '../../../widgets/memory-chip'
import { MemoryRefusal } from '../../../widgets/memory-refusal'
import { Note } from '../../../widgets/note'
import { StartButton } from '../../../widgets/start-button'
import styles from './changes-form.module.css'
import { ConfigPart } from './config-part'
import { ModelPart, PromptsPart } from './input-parts'

/** The stored configuration of a run as a form, with what is changed marked; starts a new run. */
export function ChangesForm({ detail: { config } }: { detail: RunDetail & { config: RunConfig } }) {
  const [changes, setChanges] = useState<Readonly<Record<string, unknown>>>({})
  const [prompts, setPrompts] = useState<PromptSet | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isStarting, setStarting] = useState(false)
  const set = (name: string, value: unknown) => {
    setProblem(null)
    setChanges(withChange(config, changes, name, value))
  }
  const next = nextConfig(config, changes, prompts)
  const count = Object.keys(changes).length + (prompts ? 1 : 0)
  const start = () => {
    if (!next.config) return
    setStarting(true)
    startChanged(next.config).then(closeRunDialog, (error: unknown) => {
      setProblem(messageOf(error))
      setStarting(false)
    })
  }
  return (
    <div className={styles.form}>
      <ModelPart config={config} value={changes.model} set={(path) => set('model', path)} />
      <PromptsPart config={config} prompts={prompts} setPrompts={setPrompts} />
      {configFields(config)
        .filter(isShown(config))
        .map((field) => (
          <ConfigPart
            key={field.name}
            field={field}
            label={partLabel(config, field.name)}
            textOf={(value) => partText(config, field.name, value)}
            before={(config as Record<string, unknown>)[field.name]}
            value={
              field.name in changes ? changes[field.name] : (config as Record<string, unknown>)[field.name]
            }
            isChanged={field.name in changes}
            set={(value) => set(field.name, value)}
          />
        ))}
      <MemoryRefusal config={next.config} />
      {problem && (
        <Note tone="problem" title="The run could not be started">
          {problem}
        </Note>
      )}
      <Group justify="flex-end" gap="xs">
        <MemoryChip config={next.config} />
        <Button variant="default" onClick={closeRunDialog}>
          Cancel
        </Button>
        <StartButton
          label={startLabel(count)}
          obstacle={next.obstacle}
          isStarting={isStarting}
          start={start}
        />
      </Group>
    </div>
  )
}

/** Parts of several values that were not set have a form of their own elsewhere, such as that of a fork. */
const isShown = (config: RunConfig) => (field: ConfigField) =>
  field.kind !== 'json' || (config as Record<string, unknown>)[field.name] !== undefined

function startLabel(count: number): string {
  if (count === 0) return 'Run again'
  return count === 1 ? 'Run with 1 change' : `Run with ${count} changes`
}

/** A value that is the stored one again is not a change. */
function withChange(
  config: RunConfig,
  changes: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> {
  const { [name]: _before, ...others } = changes
  const stored = (config as Record<string, unknown>)[name]
  return JSON.stringify(stored) === JSON.stringify(value) ? others : { ...others, [name]: value }
}

/** What would be started, or why it cannot be. */
function nextConfig(
  config: RunConfig,
  changes: Readonly<Record<string, unknown>>,
  prompts: PromptSet | null,
): { config: RunConfig | null; obstacle: string | null } {
  try {
    return { config: changedConfig(prompts ? { ...config, prompts } : config, changes), obstacle: null }
  } catch (error) {
    return { config: null, obstacle: messageOf(error) }
  }
}
