import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { Box, CloudDownload, HardDrive, Search } from 'lucide-react'
import { useEffect } from 'react'
import { followHub, planDownload, useHub } from '../../state/hub'
import { useModels } from '../../state/models'
import { useWorkbench } from '../../state/workbench'
import { findModels, hubNameIn, type FoundModel } from './find-models'
import styles from './model-field.module.css'
import { typedPath } from './typed-path'

/** The id of the field, for what leads to it. */
export const MODEL_FIELD = 'model-path'

/** The value of the option that asks the hub; no path begins like it. */
const ASK_HUB = 'ask-hub:'

interface ModelFieldProps {
  typed: string
  onType: (text: string) => void
  onOpen: (path: string) => void
}

/** One field for a path, a name, or a few letters of either: what is on this computer is listed as one types. */
export function ModelField({ typed, onType, onOpen }: ModelFieldProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const { found, hubName } = useFound(typed)
  const isOpening = useWorkbench(({ opening }) => opening !== null && opening === typedPath(typed))
  // Enter opens what was typed, too: the list would cover how that goes. Another model that opens meanwhile leaves it.
  useEffect(() => {
    if (isOpening) combobox.closeDropdown()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the list is a new object each time
  }, [isOpening])
  const choose = (value: string) => {
    combobox.closeDropdown()
    if (value.startsWith(ASK_HUB)) void planDownload(value.slice(ASK_HUB.length))
    else onOpen(value)
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} shadow="md" withinPortal>
      <Combobox.Target>
        <TextInput
          id={MODEL_FIELD}
          flex={1}
          size="xs"
          aria-label="Path or name of a model"
          placeholder="Path or name, e.g. EleutherAI/pythia-70m"
          spellCheck={false}
          autoComplete="off"
          leftSection={<Search size={13} aria-hidden />}
          styles={{ input: { fontFamily: 'var(--mono)' } }}
          value={typed}
          onChange={(event) => {
            onType(event.currentTarget.value)
            combobox.resetSelectedOption()
            combobox.openDropdown()
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={found.length === 0 && hubName === null}>
        <Combobox.Options className={styles.options} aria-label="Models found">
          <Group title="Opened before" models={found.filter(({ origin }) => origin === 'opened')} />
          <Group
            title="In the Hugging Face cache"
            models={found.filter(({ origin }) => origin === 'cache')}
          />
          {hubName !== null && <AskHub name={hubName} />}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

/** What is on this computer, and the name that could be asked for where it is not. */
function useFound(typed: string): { found: FoundModel[]; hubName: string | null } {
  useEffect(() => followHub(), [])
  const known = useModels((state) => state.known) ?? []
  const cached = useHub((state) => state.cached) ?? []
  const text = typedPath(typed)
  return { found: findModels(text, known, cached), hubName: hubNameIn(text, cached) }
}

function Group({ title, models }: { title: string; models: FoundModel[] }) {
  if (models.length === 0) return null
  return (
    <Combobox.Group label={title}>
      {models.map((model) => (
        <Option key={model.path} model={model} />
      ))}
    </Combobox.Group>
  )
}

function Option({ model: { path, name, origin, facts, problem } }: { model: FoundModel }) {
  const Icon = origin === 'opened' ? Box : HardDrive
  return (
    <Combobox.Option
      value={path}
      className={styles.option}
      title={problem ?? path}
      disabled={problem !== null}
    >
      <Icon size={14} aria-hidden />
      <span className={styles.names}>
        <span className="clip">{name}</span>
        {(problem ?? (path === name ? null : path)) !== null && (
          <span className={styles.below} data-problem={problem !== null || undefined}>
            <bdi>{problem ?? path}</bdi>
          </span>
        )}
      </span>
      <span className={styles.facts}>{facts}</span>
    </Combobox.Option>
  )
}

function AskHub({ name }: { name: string }) {
  return (
    <Combobox.Group label="Not on this computer">
      <Combobox.Option value={ASK_HUB + name} className={styles.option}>
        <CloudDownload size={14} aria-hidden />
        <span className={styles.names}>
          <span className="clip">Download {name}…</span>
          <span className={styles.below}>
            Asks the hub which files there are; nothing is fetched before you have seen them.
          </span>
        </span>
      </Combobox.Option>
    </Combobox.Group>
  )
}
