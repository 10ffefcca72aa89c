import { PatchbayError, shown, type LeftOutWords, type WordList } from '../../../contract'
import type { PromptTokenizer } from '../prompt-model'

/** How a task draws from one of its lists. */
export interface ListUse {
  /** Columns whose words are answers: one token each. */
  answers?: readonly string[]
  /** The corrupt prompt has a word of one column where the clean one has that of another: all have as many tokens. */
  isExchanged?: boolean
}

/** A list as it can be drawn from: `entries` [entry][column]. */
export interface UsableList {
  name: string
  columns: string[]
  entries: string[][]
  leftOut: LeftOutWords
}

/** Named of those that are left out. */
const EXAMPLES = 5

/** @throws PatchbayError (bad-input) for an entry with more or fewer halves than its list's name, or an empty one. */
export function readList({ name, words }: Pick<WordList, 'name' | 'words'>): {
  columns: string[]
  entries: string[][]
} {
  const columns = name.split('/')
  const entries = words.filter((word) => word.trim() !== '').map((word) => entryOf(word, columns, name))
  const unique = new Map(entries.map((entry) => [JSON.stringify(entry), entry]))
  return { columns, entries: [...unique.values()] }
}

function entryOf(word: string, columns: string[], list: string): string[] {
  if (columns.length === 1) return [word.trim()]
  const halves = word.split('/').map((half) => half.trim())
  if (halves.length === columns.length && halves.every((half) => half !== '')) return halves
  const wanted = `${columns.length} words with / between them, as in its name`
  throw new PatchbayError('bad-input', `The entry ${shown(word)} of the list ${list} must be ${wanted}.`)
}

/**
 * The words that a tokenizer can use: those that its vocabulary has, answers as one token, others as so many tokens as
 * most words of their column have, so that the prompts of a template line up. Without a tokenizer, all.
 */
export function usableList(
  list: Pick<WordList, 'name' | 'words'>,
  use: ListUse,
  tokenizer: PromptTokenizer | null,
): UsableList {
  const { columns, entries } = readList(list)
  const all = { name: list.name, columns }
  const none = { list: list.name, count: 0, of: entries.length, tokens: null, examples: [] }
  if (!tokenizer) return { ...all, entries, leftOut: none }
  const counts = new Map(entries.map((entry) => [entry, entry.map((word) => countTokens(tokenizer, word))]))
  const wanted = wantedCounts([...counts.values()], columns, use)
  const fits = (entry: string[]) => counts.get(entry)!.every((count, column) => count === wanted[column])
  const kept = entries.filter(fits)
  const out = entries.filter((entry) => !fits(entry))
  const leftOut = {
    ...none,
    count: out.length,
    tokens: new Set(wanted).size === 1 ? wanted[0] : null,
    examples: out.slice(0, EXAMPLES).map((entry) => entry.join('/')),
  }
  return { ...all, entries: kept, leftOut }
}

/** Tokens of each column's words; 0 for words that the vocabulary lacks. */
function wantedCounts(
  counts: number[][],
  columns: string[],
  { answers = [], isExchanged }: ListUse,
): number[] {
  const isKnown = counts.filter((entry) => entry.every((count) => count > 0))
  const most = (values: number[]) => mostFrequent(values) ?? 1
  const isAnswer = columns.map((column) => answers.includes(column))
  if (isExchanged) {
    const alike = isKnown.filter((entry) => new Set(entry).size === 1).map(([count]) => count)
    return columns.map(() => (isAnswer.includes(true) ? 1 : most(alike)))
  }
  return columns.map((_, column) => (isAnswer[column] ? 1 : most(isKnown.map((entry) => entry[column]))))
}

/** Those of the words that are as many tokens as most are right after a text, without a space between them. */
export function alikeAfter(
  before: string,
  words: readonly string[],
  tokenizer: PromptTokenizer | null,
): readonly string[] {
  if (!tokenizer) return words
  const counts = words.map((word) => tokenizer.encodePlain(before + word).length)
  const usual = mostFrequent(counts)
  return words.filter((_, i) => counts[i] === usual)
}

/** Of equally frequent ones the smaller. */
function mostFrequent(values: readonly number[]): number | undefined {
  const times = new Map<number, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  return [...times].sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b)[0]?.[0]
}

/** Tokens of a word within a sentence; 0 where the vocabulary does not have it. */
function countTokens({ encodePlain, unknownId }: PromptTokenizer, word: string): number {
  const before = encodePlain('x')
  const whole = encodePlain(`x ${word}`)
  const own = whole.slice(before.length)
  return own.some(({ id }) => id === unknownId) ? 0 : own.length
}
