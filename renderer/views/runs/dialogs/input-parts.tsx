import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { messageOf, type PromptSet, type RunConfig } from '../../../../contract'
import { call } from '../../../state/client'
import { useModels } from '../../../state/models'
import { usePrompts, usePromptSet } from '../../../state/prompt-store'
import { useWorkbench } from '../../../state/workbench'
import { formatPlural } from '../../../widgets/format'
import { ChangedLabel } from './changed-label'

/** The model: the run's own, the open one, or one that was opened before. */
export function ModelPart({
  config,
  value,
  set,
}: {
  config: RunConfig
  value: unknown
  set: (path: string) => void
}) {
  const known = useModels((state) => state.known)
  const open = useWorkbench((state) => state.model)
  const names = new Map([
    [config.model, config.model],
    ...(open ? [[open.path, open.name] as const] : []),
    ...(known ?? []).map(({ path, name }) => [path, name] as const),
  ])
  return (
    <NativeSelect
      size="xs"
      label={<ChangedLabel label="Model" before={config.model} isChanged={value !== undefined} />}
      aria-label="Model"
      value={String(value ?? config.model)}
      data={[...names].map(([path, name]) => ({
        value: path,
        label: name === path ? path : `${name} · ${path}`,
      }))}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

interface PromptsPartProps {
  config: RunConfig
  /** null: those of the run. */
  prompts: PromptSet | null
  setPrompts: (prompts: PromptSet | null) => void
}

const OF_RUN = 'run'
const OF_FORM = 'form'

/** The prompts: the run's own, those of the Dataset form, or a saved set. */
export function PromptsPart({ config, prompts, setPrompts }: PromptsPartProps) {
  const form = usePromptSet()
  const sets = usePrompts((state) => state.sets)
  const [chosen, setChosen] = useState(OF_RUN)
  const [problem, setProblem] = useState<string | null>(null)
  const choose = async (id: string) => {
    setChosen(id)
    setProblem(null)
    if (id === OF_RUN || id === OF_FORM) return setPrompts(id === OF_RUN ? null : form)
    try {
      setPrompts(await call('promptSets.get', { id }))
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const text = ({ name, rows }: PromptSet) => `${name}, ${formatPlural(rows.length, 'pair')}`
  return (
    <NativeSelect
      size="xs"
      label={<ChangedLabel label="Prompts" before={text(config.prompts)} isChanged={prompts !== null} />}
      aria-label="Prompts"
      error={problem}
      value={chosen}
      data={[
        { value: OF_RUN, label: `As in the run: ${text(config.prompts)}` },
        ...(form.rows.length > 0 ? [{ value: OF_FORM, label: `In the form: ${text(form)}` }] : []),
        ...sets.map(({ id, name, rowCount }) => ({
          value: id,
          label: `${name}, ${formatPlural(rowCount, 'pair')}`,
        })),
      ]}
      onChange={(event) => void choose(event.currentTarget.value)}
    />
  )
}
