import type { PromptOption, PromptRow } from '../../../contract'
import { shown } from '../prompt-fields'
import { bad, promptOf, templateOf, type Cell } from '../reading/cells'
import { hasColumns, cellIn, type Layout } from './layout'

type JsonObject = Record<string, unknown>
const COUNTERFACTUAL = /_counterfactual$/

/**
 * Rows of the Mechanistic Interpretability Benchmark: a prompt with choices, and counterfactuals of it, of which one is
 * the corrupt prompt. The answer is the prompt's own choice, the wrong answer the counterfactual's or, where that is the
 * same, the other choices.
 */
export const MIB: Layout = {
  name: 'MIB',
  recognises: (records) =>
    hasColumns(records, 'prompt', 'choices', 'answerKey') &&
    records.columns.some((name) => COUNTERFACTUAL.test(name)),
  read: (records, { options, tokenCount }) => {
    const values = records.columns.filter((name) => COUNTERFACTUAL.test(name))
    const chosen = values.find((name) => name === options.corrupt) ?? values[0]
    const option: PromptOption = { name: 'corrupt', title: 'Corrupt prompts from', values, chosen }
    const all = records.rows.map((record, index) =>
      mibRow(record, chosen, (name) => cellIn(records, name, index)),
    )
    const rows = tokenCount === null ? all : all.filter((row) => isAlike(row, tokenCount))
    const left = all.length - rows.length
    return {
      rows,
      options: [option],
      used: ['prompt', 'choices', 'answerKey', 'template', ...values],
      notes: [
        `The corrupt prompts are those of "${chosen}".`,
        ...(left > 0 ? [leftOut(left, all.length)] : []),
      ],
    }
  },
}

function mibRow(record: JsonObject, counterfactual: string, cell: (name: string) => Cell): PromptRow {
  const other = record[counterfactual]
  if (!isObject(other)) throw bad(cell(counterfactual), 'is missing.')
  const answer = choiceOf(record, cell('choices'))
  const foil = choiceOf(other, cell(`${counterfactual}.choices`))
  const others = choicesIn(record, cell('choices')).filter((choice) => choice !== answer)
  return {
    clean: promptOf(record.prompt, cell('prompt')),
    corrupt: promptOf(other.prompt, cell(`${counterfactual}.prompt`)),
    answers: [answer],
    wrongAnswers: foil === answer ? others : [foil],
    ...templateOf(record.template),
  }
}

/** What an answer is written as: the choice itself, or its label where choices have labels. */
function choicesIn({ choices }: JsonObject, cell: Cell): string[] {
  const list = isObject(choices) ? choices.label : choices
  if (Array.isArray(list) && list.length > 0 && list.every(isChoice)) return list.map(String)
  throw bad(cell, `must be a list of texts, or {label, text}, not ${shown(choices)}.`)
}

function choiceOf(record: JsonObject, cell: Cell): string {
  const choices = choicesIn(record, cell)
  const choice = choices[choiceIndex(record.answerKey, choices)]
  if (choice !== undefined) return choice
  throw bad(
    { ...cell, name: 'answerKey' },
    `must be the index of a choice or its label, not ${shown(record.answerKey)}.`,
  )
}

function isChoice(choice: unknown): boolean {
  return typeof choice === 'string' || Number.isSafeInteger(choice)
}

/** An index, as number or text, or the choice itself, such as its label; -1 where it is none of them. */
function choiceIndex(key: unknown, choices: readonly string[]): number {
  if (typeof key === 'number') return Number.isInteger(key) ? key : -1
  if (typeof key !== 'string') return -1
  return /^\s*\d+(\.0+)?\s*$/.test(key) ? Number(key) : choices.indexOf(key)
}

function isAlike({ clean, corrupt }: PromptRow, tokenCount: (text: string) => number): boolean {
  return typeof clean !== 'string' || typeof corrupt !== 'string' || tokenCount(clean) === tokenCount(corrupt)
}

function leftOut(left: number, all: number): string {
  return `${left} of ${all} rows were left out: clean and corrupt are not the same number of tokens under the open model.`
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
