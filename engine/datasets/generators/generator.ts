import type { BosChoice, PromptTask } from '../../../contract'
import type { PromptModel } from '../prompt-model'
import type { SeededRandom } from '../seeded-random'
import type { DrawnRow } from './drawn-row'
import type { TaskOptions } from './task-options'
import type { Template } from './template-text'
import type { ListUse, UsableList } from './word-lists'

/** What rows are drawn from: the lists and templates that the tokenizer can use. */
export interface Material {
  options: TaskOptions
  templates: readonly Template[]
  /** The list with this column. @throws PatchbayError (bad-input) where fewer than `least` of its entries can be used. */
  list(column: string, least?: number): UsableList
  /** As `list`, its first column alone. */
  words(column: string, least?: number): string[]
  /** null: prompts for any model. */
  model: PromptModel | null
  bos: BosChoice
}

/** One task: what it is for people, and how a row is drawn. Every draw takes its chances from the given stream alone. */
export interface PromptGenerator {
  task: PromptTask
  /** How the lists are used, by their names; those that are not there are only drawn from. */
  uses(given: {
    options: TaskOptions
    templates: readonly Template[]
    lists: readonly string[]
  }): Readonly<Record<string, ListUse>>
  /** @throws PatchbayError (bad-input) where the material does not suffice. */
  prepare(material: Material): (random: SeededRandom) => DrawnRow
}
