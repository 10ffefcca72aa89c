import type { CheckedRow, Token } from '../../../contract'

/** One column of the aligned token strip; `clean` or `corrupt` is null where one text is longer. */
export interface TokenColumn {
  position: number
  clean: Token | null
  corrupt: Token | null
  differs: boolean
  /** One text ended before this position. */
  isGap: boolean
  /** Both texts begin with the beginning-of-text token here. */
  isBos: boolean
  /** The named stretches it is in; `starts` where its name is written. */
  spans: { name: string; starts: boolean }[]
  /** The token whose next-token prediction is measured. */
  isAnswerPosition: boolean
}

/** Clean and corrupt tokens side by side, position by position. */
export function tokenColumns(row: CheckedRow): TokenColumn[] {
  const differing = new Set(row.differences)
  // While one prompt is still empty, nothing differs and nothing is missing.
  const isComplete = row.clean.length > 0 && row.corrupt.length > 0
  const length = Math.max(row.clean.length, row.corrupt.length)
  return Array.from({ length }, (_, position) => {
    const clean = row.clean[position] ?? null
    const corrupt = row.corrupt[position] ?? null
    return {
      position,
      clean,
      corrupt,
      differs: isComplete && differing.has(position),
      isGap: isComplete && (clean === null || corrupt === null),
      isBos: row.startsWithBos && position === 0,
      spans: (row.spans ?? [])
        .filter(({ from, to }) => from <= position && position <= to)
        .map(({ name, from }) => ({ name, starts: from === position })),
      isAnswerPosition: position === row.answerPosition,
    }
  })
}

export interface TokenText {
  /** Leading spaces, drawn as a faint mark instead of being invisible. */
  leading: string
  body: string
}

/** A token's text with its invisible characters made visible: leading spaces, line breaks, tabs. */
export function visibleToken(text: string): TokenText {
  const body = text.replace(/^ +/, '')
  const leading = '␣'.repeat(text.length - body.length)
  return { leading, body: body.replace(/\n/g, '⏎').replace(/\t/g, '⇥').replace(/\r/g, '␍') }
}
