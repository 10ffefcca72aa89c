import type { PromptProblem, Span, Token } from '../../contract'
import { asProblems, quoted } from './row-tokens'

/** The spans of a row at the positions that the model sees, BOS counted. */
export interface RowSpans {
  spans: Span[]
  problems: PromptProblem[]
}

/** `read` are the row's tokens as the model reads them, of which `before` were put in front of its own. */
export function readSpans(spans: readonly Span[], read: readonly Token[], before: number): RowSpans {
  if (read.length === 0) return { spans: [], problems: [] }
  const count = read.length - before
  const problems: PromptProblem[] = []
  const found: Span[] = []
  for (const { name, from, to } of spans) {
    if (to < count) found.push({ name, from: from + before, to: to + before })
    else problems.push(...asProblems('row', [beyond(name, to, count)]))
  }
  return { spans: found, problems: problems.slice(0, 1) }
}

function beyond(name: string, to: number, count: number): string {
  const last = `its tokens are counted from 0 to ${count - 1}, a BOS put in front not counted`
  return `The span ${quoted(name)} ends at token ${to}, beyond the prompt's end: ${last}.`
}
