import { existsSync } from 'node:fs'
import path from 'node:path'
import {
  makePromptsSchema,
  MIB_SIZES,
  PatchbayError,
  PROMPT_TASKS,
  type PromptSet,
} from '../../../../contract'
import type { Host } from '../../../host/host'
import { modelPath } from '../model-path'
import { readPrompts } from '../run/read-prompts'
import { splitOf, type SplitOptions } from '../run/split-options'
import { folderName, type MibChoices, type Named } from './mib-options'

/** A task on a model. */
export interface MibCell {
  task: string
  model: string
  modelPath: string
  prompts: PromptSet
  edgeCount: number
}

/** A task that a model cannot do, with the reason. */
export interface LeftOutCell {
  task: string
  model: string
  why: string
}

/**
 * Every task on every model. Prompts are made as the tokenizer of each model takes them; where none can be made, the task is
 * left out for that model.
 * @throws PatchbayError (bad-input) for models and files that cannot be read, and where two have one name.
 */
export async function cellsOf(
  host: Host,
  { models, tasks, ...making }: MibChoices,
  split: SplitOptions,
): Promise<{ cells: MibCell[]; leftOut: LeftOutCell[] }> {
  const cells: MibCell[] = []
  const leftOut: LeftOutCell[] = []
  const opened = []
  for (const model of models) {
    const { name, path: opensAs, edgeCount } = await host.call('models.open', { path: modelPath(model.what) })
    opened.push({ model: folderName(model.name ?? name), modelPath: opensAs, edgeCount })
  }
  refuseTwins(
    opened.map(({ model }) => model),
    '--models',
  )
  const named = tasks.map((task) => ({ ...task, task: taskName(task) }))
  refuseTwins(
    named.map(({ task }) => task),
    '--tasks',
  )
  for (const { task, what } of named)
    for (const model of opened) {
      const set = await promptsOf(host, { what, ...model, ...making, split })
      if ('why' in set) leftOut.push({ task, model: model.model, why: set.why })
      else cells.push({ task, ...model, prompts: { ...set, name: `${task} on ${model.model}` } })
    }
  return { cells, leftOut }
}

/** How many edges the circuits of a graph have: as MIB takes them, no more than each share; those without any are left out. */
export function sizesOf(edgeCount: number): number[] {
  const sizes = MIB_SIZES.slice(0, -1).map((part) => Math.floor(part * edgeCount))
  return [...new Set(sizes)].filter((size) => size > 0)
}

function taskName({ name, what }: Named): string {
  return folderName(name ?? path.basename(what.replace(/^sample:/, '')).replace(/\.\w+$/, ''))
}

function refuseTwins(names: readonly string[], flag: string): void {
  const twin = names.find((name, at) => names.indexOf(name) !== at)
  if (twin !== undefined)
    throw new PatchbayError(
      'bad-input',
      `${flag} has two that are called ${twin}: name them apart, as ${twin}-2=...`,
    )
}

interface PromptsOf extends Pick<MibChoices, 'count' | 'seed'> {
  what: string
  modelPath: string
  split: SplitOptions
}

/** Which may be meant as a task. */
const BARE_WORD = /^\w[\w-]*$/

async function promptsOf(
  host: Host,
  { what, modelPath: model, count, seed, split }: PromptsOf,
): Promise<PromptSet | { why: string }> {
  const task = PROMPT_TASKS.find((each) => each === what)
  if (!task && BARE_WORD.test(what) && !existsSync(what))
    throw new PatchbayError(
      'bad-input',
      `--tasks ${what} is not a task (${PROMPT_TASKS.join(', ')}), and there is no file ${what}.`,
    )
  if (!task) return readPrompts(host, { prompts: what, model, ...split })
  try {
    const request = makePromptsSchema.parse({ task, count, seed })
    const { set } = await host.call('prompts.make', { ...request, model })
    return { ...set, split: splitOf(split, set.split) }
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'bad-input') return { why: error.message }
    throw error
  }
}
