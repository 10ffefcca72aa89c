import type { PromptRow, Span } from '../../../contract'

/** A stretch of a prompt's text; `span` names the tokens that it becomes. */
export interface Piece {
  text: string
  span?: string
}

interface Drawn extends Pick<PromptRow, 'answers' | 'wrongAnswers'> {
  /** What the row was made from. */
  template: string
}

/** A row as drawn: its prompts as pieces of text. */
export interface DrawnText extends Drawn {
  clean: Piece[]
  corrupt: Piece[]
  /** Names of the token after a span, by the name of the span. */
  after?: Record<string, string>
  /** Of many answers those that are held against the tokenizer; all without it. */
  checkedAnswers?: Pick<PromptRow, 'answers' | 'wrongAnswers'>
}

/** A row of token ids. */
export interface DrawnIds extends Drawn {
  ids: { clean: number[]; corrupt: number[] }
  spans: Span[]
}

export type DrawnRow = DrawnText | DrawnIds

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('')
}
