import type { BosChoice, CheckedRow, PromptRow, Token } from '../../../contract'
import { checkPrompts } from '../check-prompts'
import type { PromptModel } from '../prompt-model'
import { textOf, type DrawnIds, type DrawnRow, type DrawnText } from './drawn-row'
import { namedSpans } from './named-spans'

/** A row, or why the model cannot be measured on it. */
export type RowOrProblem = { row: PromptRow } | { problem: string }

/**
 * A drawn row as the model reads it: the same number of tokens on both sides, every answer one token, and each named
 * span at the same positions in both prompts. Without a model, the texts as they are.
 */
export function rowOf(
  drawn: DrawnRow,
  { model, bos }: { model: PromptModel | null; bos: BosChoice },
): RowOrProblem {
  const row = plainRow(drawn)
  if (!model) return row.clean === row.corrupt ? { problem: SAME } : { row }
  const checks = 'clean' in drawn ? { ...row, ...drawn.checkedAnswers } : row
  const { rows, problems } = checkPrompts(model, { bos }, [checks])
  const [checked] = rows
  const problem = problems[0] ?? checked.problems.find(({ isMissing }) => !isMissing)?.message
  if (problem !== undefined) return { problem }
  if (checked.differences.length === 0) return { problem: SAME }
  return 'clean' in drawn
    ? withSpans(drawn, row, { model, checked })
    : { row: { ...row, spans: drawn.spans } }
}

const SAME = 'Clean and corrupt prompt are the same.'
const MOVED = 'The same words are at other positions in the corrupt prompt.'

function plainRow(drawn: DrawnRow): PromptRow {
  const { answers, wrongAnswers, template } = drawn
  const prompts =
    'clean' in drawn
      ? { clean: textOf(drawn.clean), corrupt: textOf(drawn.corrupt) }
      : (drawn as DrawnIds).ids
  return { ...prompts, answers, wrongAnswers, template }
}

function withSpans(
  { clean, corrupt, after }: DrawnText,
  row: PromptRow,
  { model, checked }: { model: PromptModel; checked: CheckedRow },
): RowOrProblem {
  if (!model.tokenizer) return { row }
  const encode = model.tokenizer.encodePlain
  const spansOf = (pieces: DrawnText['clean']) =>
    namedSpans(pieces, encode(textOf(pieces)), { encode, after })
  const spans = spansOf(clean)
  if (JSON.stringify(spans) !== JSON.stringify(spansOf(corrupt))) return { problem: MOVED }
  return outside(spans, checked.clean) ? { row } : { row: { ...row, spans } }
}

/** A tokenizer that puts more than BOS in front, or takes some off, has other positions. */
function outside(spans: PromptRow['spans'], tokens: readonly Token[]): boolean {
  return (spans ?? []).some(({ to }) => to >= tokens.length)
}
