import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useModels } from '../state/models'
import { usePrompts } from '../state/prompt-store'
import { useRunList } from '../state/run-store'
import { useShownGraph } from '../state/shown-graph'
import { paletteEntries, type PaletteEntry } from './palette-entries'
import { useCommand, useProvided } from './provided'
import styles from './palette.module.css'

const [store, spotlight] = createSpotlight()
const NAME = 'Find a command, run, node, model or prompt set'

/** One field that finds whatever one may want: commands, views, runs, nodes, models, prompt sets. */
export function Palette() {
  const [text, setText] = useState('')
  useCommand('palette.show', spotlight.toggle)
  return (
    <Spotlight.Root
      store={store}
      // Ours is the list of commands, which has the key.
      shortcut={null}
      query={text}
      onQueryChange={setText}
      onSpotlightOpen={() => setText('')}
      scrollable
      // At once: letters typed meanwhile would be lost.
      transitionProps={{ duration: 0 }}
      // What the command is about stays in sight.
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      maxHeight={420}
      attributes={{ content: { 'aria-label': NAME } }}
    >
      <Spotlight.Search
        placeholder="Command, view, run, node, model, prompt set"
        aria-label={NAME}
        leftSection={<Search size={15} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <Entries text={text} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Entries({ text }: { text: string }) {
  const provided = useProvided((state) => state.byId)
  const runs = useRunList()
  const known = useModels((state) => state.known)
  const promptSets = usePrompts((state) => state.sets)
  const graph = useShownGraph()
  const entries = useMemo(
    () => paletteEntries(text, { provided, runs: runs ?? [], models: known ?? [], promptSets, graph }),
    [text, provided, runs, known, promptSets, graph],
  )
  if (entries.length === 0) return <Spotlight.Empty>Nothing has all of these words.</Spotlight.Empty>
  return groupsOf(entries, text).map((group) => (
    <Spotlight.ActionsGroup key={group} label={group}>
      {entries
        .filter((entry) => entry.group === group)
        .map((entry) => (
          <Line key={entry.key} entry={entry} />
        ))}
    </Spotlight.ActionsGroup>
  ))
}

function Line({ entry: { label, note, keys, isPossible, choose } }: { entry: PaletteEntry }) {
  return (
    <Spotlight.Action
      className={styles.line}
      disabled={!isPossible}
      onClick={isPossible ? choose : undefined}
    >
      <span className={styles.label}>{label}</span>
      <span className={styles.note} title={note}>
        {note}
      </span>
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
    </Spotlight.Action>
  )
}

/** What one does most first: nobody opens the palette to print. */
const FIRST = ['Go to', 'Run', 'Runs']

function groupsOf(entries: readonly PaletteEntry[], text: string): string[] {
  const groups = [...new Set(entries.map(({ group }) => group))]
  // What was typed decides: the best entry comes first.
  if (text.trim() !== '') return groups
  return [
    ...FIRST.filter((group) => groups.includes(group)),
    ...groups.filter((group) => !FIRST.includes(group)),
  ]
}
