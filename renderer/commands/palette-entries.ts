import { COMMANDS, type Command, type RunSummary } from '../../contract'
import type { ComputationalGraph } from '../../engine/graph'
import { openRun } from '../state/open-run'
import { loadSet } from '../state/prompt-sets'
import { findInGraph } from '../state/search-graph'
import { openModel } from '../state/session'
import { showView, updateWorkbench } from '../state/workbench'
import { shownKeys } from './keys'
import type { ProvidedCommands } from './provided'

/** A line of the palette. */
export interface PaletteEntry {
  key: string
  group: string
  label: string
  /** What kind of thing it is, or why it cannot be chosen now. */
  note: string
  keys?: string
  isPossible: boolean
  choose: () => void
}

/** All that the palette looks through. */
export interface PaletteSources {
  provided: ProvidedCommands
  runs: readonly RunSummary[]
  models: readonly { path: string; name: string }[]
  promptSets: readonly { id: string; name: string }[]
  graph: ComputationalGraph | null
}

const MOST_OF_A_KIND = 8
/** Found, but nothing that can be done: below all that can. */
const NOT_NOW = 'Not possible now'
const NOT_HERE = 'not in this view'

/** Commands, runs, models, prompt sets, nodes and edges that have every word of the text; without text the commands and the newest runs. */
export function paletteEntries(text: string, sources: PaletteSources): PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ label, note, group, isPossible }: PaletteEntry) => {
    // Of what cannot be chosen the note says why, which is not what it is called.
    const all = `${label} ${isPossible ? note : ''} ${group}`.toLowerCase()
    return words.every((word) => all.includes(word) || isScattered(word, label.toLowerCase()))
  }
  const rankOf = ({ label }: PaletteEntry) =>
    words.every((word) => label.toLowerCase().includes(word)) ? 0 : 1
  const few = (entries: PaletteEntry[]) => entries.filter(matches).slice(0, MOST_OF_A_KIND)
  const commands = (COMMANDS as readonly Command[])
    .map((command) => commandEntry(command, sources.provided))
    .filter(matches)
    .sort((a, b) => rankOf(a) - rankOf(b))
  const possible = commands.filter(({ isPossible }) => isPossible)
  if (words.length === 0) return [...possible, ...few(sources.runs.map(runEntry))]
  return [
    ...possible,
    ...few(sources.runs.map(runEntry)),
    ...nodeEntries(text, sources.graph),
    ...few(sources.models.map(modelEntry)),
    ...few(sources.promptSets.map(setEntry)),
    ...commands.filter(({ isPossible }) => !isPossible).map((entry) => ({ ...entry, group: NOT_NOW })),
  ]
}

/** Whether the letters of a word of three or more are in the text in their order: `jdg` finds Judge. */
function isScattered(word: string, text: string): boolean {
  if (word.length < 3) return false
  let at = -1
  return [...word].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0)
}

function commandEntry({ id, title, menu, keys }: Command, provided: ProvidedCommands): PaletteEntry {
  const command = provided[id]
  const obstacle = command ? command.obstacle : NOT_HERE
  return {
    key: id,
    group: id.startsWith('view.') ? 'Go to' : menu,
    label: command?.detail ? `${title}: ${command.detail}` : title,
    note: obstacle ?? '',
    keys: keys && shownKeys(keys),
    isPossible: obstacle === null,
    choose: () => command?.run(),
  }
}

function runEntry(run: RunSummary): PaletteEntry {
  return entry('Runs', run.id, `Run ${run.number} · ${run.name}`, run.modelName, () => void openRun(run))
}

function modelEntry({ path, name }: PaletteSources['models'][number]): PaletteEntry {
  return entry('Models', path, name, path, () => void openModel(path))
}

function setEntry({ id, name }: PaletteSources['promptSets'][number]): PaletteEntry {
  return entry('Prompt sets', id, name, '', () => {
    showView('dataset')
    void loadSet(id)
  })
}

function nodeEntries(text: string, graph: ComputationalGraph | null): PaletteEntry[] {
  if (!graph) return []
  return findInGraph(graph, text, null)
    .slice(0, MOST_OF_A_KIND)
    .map(({ key, label, note, selection }) =>
      entry('Nodes and edges', key, label, note, () => updateWorkbench({ view: 'discover', selection })),
    )
}

function entry(group: string, key: string, label: string, note: string, choose: () => void): PaletteEntry {
  return { key: `${group}:${key}`, group, label, note, isPossible: true, choose }
}
