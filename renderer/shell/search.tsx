import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { Search as SearchIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useCommand } from '../commands/provided'
import { useRunRoles } from '../state/roles'
import { useDiscoverRun } from '../state/discover-run'
import { findInGraph, type Found } from '../state/search-graph'
import { useShownGraph } from '../state/shown-graph'
import { updateWorkbench } from '../state/workbench'
import { FONT_SIZES } from '../theme/tokens'
import { focusCanvas } from '../widgets/fields'
import styles from './search.module.css'

/** Finds a node or an edge by name and pins it into the inspector; `/` focuses the field. */
export function Search() {
  const graph = useShownGraph()
  const [text, setText] = useState('')
  const run = useDiscoverRun(text.trim() ? 'lists' : null)
  const { byNode } = useRunRoles(run?.detail ?? null)
  const input = useRef<HTMLInputElement>(null)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const found = useMemo(
    () => (graph && text.trim() ? findInGraph(graph, text, run?.state ?? null, byNode) : []),
    [graph, text, run, byNode],
  )
  useCommand('search.focus', () => input.current?.focus(), graph ? null : 'There is no graph yet.')
  // In an effect: the options must be in the document first.
  const { selectFirstOption } = combobox
  useEffect(() => void selectFirstOption(), [found, selectFirstOption])

  const choose = (key: string | undefined) => {
    const item = found.find((candidate) => candidate.key === key)
    if (!item) return
    updateWorkbench({ view: 'discover', selection: item.selection })
    setText('')
    combobox.closeDropdown()
    input.current?.blur()
    focusCanvas()
  }
  return (
    <div className={styles.search}>
      <Combobox store={combobox} onOptionSubmit={choose} width={280} position="bottom-end">
        <Combobox.Target withExpandedAttribute>
          <TextInput
            ref={input}
            type="search"
            role="combobox"
            size="xs"
            aria-label="Find node or edge"
            placeholder="Find node or edge"
            leftSection={<SearchIcon size={13} />}
            rightSection={<kbd className={styles.key}>/</kbd>}
            value={text}
            disabled={!graph}
            onChange={(event) => {
              setText(event.currentTarget.value)
              combobox.openDropdown()
            }}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Escape') focusCanvas()
              // Enter before the list appears takes its first entry.
              else if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) choose(found[0]?.key)
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!text.trim()}>
          <Combobox.Options aria-label="Found nodes and edges" mah={320} style={{ overflowY: 'auto' }}>
            {found.map((item) => (
              <FoundOption key={item.key} item={item} />
            ))}
            {found.length === 0 && (
              <Combobox.Empty>No node or edge with that name. Try 1.0, MLP 2 or 1.0.q.</Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  )
}

function FoundOption({ item }: { item: Found }) {
  return (
    <Combobox.Option
      value={item.key}
      title={item.name}
      style={{ display: 'flex', gap: 8, fontSize: FONT_SIZES.body }}
    >
      <span className="mono" style={{ flex: 1 }}>
        {item.label}
      </span>
      <span className="dim">{item.note}</span>
    </Combobox.Option>
  )
}
