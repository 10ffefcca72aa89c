import {
  PatchbayError,
  shown,
  shownNames,
  type LeftOutWords,
  type MakePrompts,
  type WordList,
} from '../../../contract'
import type { PromptModel } from '../prompt-model'
import type { Material, PromptGenerator } from './generator'
import { TaskOptions } from './task-options'
import { parseTemplate, refuseSlots, type Template } from './template-text'
import { usableList, type UsableList } from './word-lists'

/**
 * What the rows of a request are drawn from; `leftOut` says it of the lists that were.
 * @throws PatchbayError (bad-input) for options, templates and lists that the task cannot have, or too few words.
 */
export function materialOf(
  generator: PromptGenerator,
  request: MakePrompts,
  model: PromptModel | null,
): Material & { leftOut(): LeftOutWords[] } {
  const { task } = generator
  const options = new TaskOptions(task, request.options)
  const filed = templatesOf(generator, request)
  const kept = filed.filter((template) => isKnown(template, model))
  if (filed.length > 0 && kept.length === 0) throw unknownTemplates(filed, model)
  const tokenizer = model?.tokenizer ?? null
  const all = listsOf(generator, request)
  const uses = generator.uses({ options, templates: kept, lists: all.map(({ name }) => name) })
  const lists = all.map((one) => usableList(one, uses[one.name] ?? {}, tokenizer))
  const drawnFrom = new Set<UsableList>()
  const list = (column: string, least?: number) => {
    const found = listWith(lists, column, least)
    drawnFrom.add(found)
    return found
  }
  return {
    options,
    templates: kept,
    list,
    words: (column, least) => list(column, least).entries.map(([word]) => word),
    model,
    bos: request.bos,
    leftOut: () =>
      [...[...drawnFrom].map((one) => one.leftOut), leftOutTemplates(filed, kept)].filter(
        ({ count }) => count > 0,
      ),
  }
}

function templatesOf({ task }: PromptGenerator, { templates = task.templates }: MakePrompts): Template[] {
  if (task.templates.length === 0) {
    if (templates.length === 0) return []
    throw new PatchbayError(
      'bad-input',
      `The prompts of ${task.name} are not made of templates: leave them out.`,
    )
  }
  const texts = [...new Set(templates)].filter((text) => text.trim() !== '')
  if (texts.length === 0) throw new PatchbayError('bad-input', 'There is no template: write at least one.')
  const read = texts.map(parseTemplate)
  if (task.slots.length === 0) return read
  const known = task.slots.map(({ name }) => name)
  const needed = task.slots.filter(({ isNeeded }) => isNeeded).map(({ name }) => name)
  for (const template of read) refuseSlots(template, { needed, known })
  return read
}

/** A task of one's own has any lists; the others have theirs, with other words perhaps. */
function listsOf({ task }: PromptGenerator, { lists = {} }: MakePrompts): Pick<WordList, 'name' | 'words'>[] {
  const own = task.lists.map(({ name, words }) => ({ name, words: lists[name] ?? words }))
  const added = Object.keys(lists).filter((name) => !task.lists.some((list) => list.name === name))
  if (added.length > 0 && task.name !== 'template') {
    const has = task.lists.length === 0 ? 'it has none' : `it has ${shownNames(own.map(({ name }) => name))}`
    throw new PatchbayError('bad-input', `${task.name} has no word list ${shown(added[0])}: ${has}.`)
  }
  const all = [...own, ...added.map((name) => ({ name, words: lists[name] }))]
  refuseSharedColumns(all)
  return all
}

function refuseSharedColumns(lists: readonly Pick<WordList, 'name'>[]): void {
  const owners = new Map<string, string>()
  for (const { name } of lists) {
    for (const column of name.split('/')) {
      const owner = owners.get(column)
      if (owner !== undefined) {
        const which = owner === name ? `The word list ${shown(name)} names` : `Two word lists name`
        throw new PatchbayError('bad-input', `${which} ${shown(column)} twice: rename one.`)
      }
      owners.set(column, name)
    }
  }
}

function listWith(lists: readonly UsableList[], column: string, least = 1): UsableList {
  const found = lists.find(({ columns }) => columns.includes(column))
  if (!found) {
    const has =
      lists.length === 0 ? 'there are none' : `there are ${shownNames(lists.map(({ name }) => name))}`
    throw new PatchbayError(
      'bad-input',
      `No word list fills the slot {${column}}: ${has}. Add one of that name.`,
    )
  }
  if (found.entries.length >= least) return found
  const { leftOut } = found
  const why = leftOut.count === 0 ? '' : ` (${leftOutText(leftOut)})`
  const has = `has ${found.entries.length} that can be used${why}`
  throw new PatchbayError(
    'bad-input',
    `The word list ${found.name} ${has}; at least ${least} are needed: add words.`,
  )
}

/** `12 of 72 are left out: not one token each under this tokenizer`. */
export function leftOutText({ list, count, of, tokens, examples }: LeftOutWords): string {
  const some = shownNames(examples)
  const named = examples.length < count ? `${some} and ${count - examples.length} more` : some
  const counts = `${count} of ${of} left out`
  if (list === 'templates') return `${counts}, with words that the vocabulary does not have: ${named}`
  const each =
    tokens === null
      ? 'of other lengths in tokens than the rest'
      : `not ${tokens === 1 ? 'one token' : `${tokens} tokens`} each`
  return `${counts}, ${each} under this tokenizer: ${named}`
}

function isKnown({ parts }: Template, model: PromptModel | null): boolean {
  const { tokenizer } = model ?? {}
  if (!tokenizer) return true
  const texts = parts.filter((part) => typeof part === 'string')
  return texts.every((text) => tokenizer.encodePlain(text).every(({ id }) => id !== tokenizer.unknownId))
}

function unknownTemplates(templates: readonly Template[], model: PromptModel | null): PatchbayError {
  const { encodePlain, unknownId } = model!.tokenizer!
  const words = templates
    .flatMap(({ parts }) => parts.filter((part) => typeof part === 'string'))
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => word !== '' && encodePlain(word).some(({ id }) => id === unknownId))
  const named = shownNames([...new Set(words)])
  const what = "The model's vocabulary has the words of none of the templates"
  return new PatchbayError('bad-input', `${what} (it lacks ${named}): write templates of words that it has.`)
}

function leftOutTemplates(all: readonly Template[], kept: readonly Template[]): LeftOutWords {
  const out = all.filter((template) => !kept.includes(template))
  const examples = out.slice(0, 2).map(({ text }) => text)
  return { list: 'templates', count: out.length, of: all.length, tokens: null, examples }
}
