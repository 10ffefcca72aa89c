import { createHash } from 'node:crypto'
import { splitProblem, splitRows } from '../../contract'
import type { CheckedRow, PromptSet } from '../../contract'

/** Hexadecimal digits of the parts beside the tokens. */
const SHORT = 16

/**
 * What a model is given by a set, as a text that is the same by whichever road the prompts came: `tokens:HEX` is the
 * sha256 of the encoded pairs in their order (token ids of clean and corrupt prompt, BOS and all; answers and wrong answers
 * as sets; position). Where rows have named spans, `/spans:HEX` follows; where the set is split, `/split:HEX` of the rows
 * held out. `rows` and `checked` belong together.
 */
export function dataHash(
  { rows, split }: Pick<PromptSet, 'rows' | 'split'>,
  checked: readonly CheckedRow[],
): string {
  const tokens = createHash('sha256')
  for (const row of checked) tokens.update(`${JSON.stringify(pairOf(row))}\n`)
  const spans = checked.map(spansOf)
  const parts = [`tokens:${tokens.digest('hex')}`]
  if (spans.some(({ length }) => length > 0)) parts.push(`spans:${shortHashOf(spans)}`)
  if (split && splitProblem({ rows, split }) === null)
    parts.push(`split:${shortHashOf(splitRows({ rows, split })['held-out'])}`)
  return parts.join('/')
}

function pairOf({ clean, corrupt, answers, wrongAnswers, answerPosition }: CheckedRow): unknown[] {
  const ids = (tokens: CheckedRow['clean']) => tokens.map(({ id }) => id)
  const asSet = (tokens: CheckedRow['clean']) => ids(tokens).sort((a, b) => a - b)
  return [ids(clean), ids(corrupt), asSet(answers), asSet(wrongAnswers), answerPosition]
}

/** As the positions of the tokens that the model reads. */
function spansOf({ spans = [] }: CheckedRow): [number, number, string][] {
  const positions = spans.map(({ name, from, to }): [number, number, string] => [from, to, name])
  return positions.sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1))
}

function shortHashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, SHORT)
}
