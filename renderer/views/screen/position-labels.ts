import type { CheckedRow } from '../../../contract'

/**
 * The labels of positions: the token where every prompt has the same one, else the name of a span that every prompt has
 * there, else what the set calls that token (`labels`, BOS not counted), else the number. Empty where prompts differ in
 * length: a position then means a different part of the sentence in each.
 */
export function positionLabels(rows: readonly CheckedRow[], labels: readonly string[] = []): string[] {
  const length = rows[0]?.clean.length ?? 0
  if (length === 0 || rows.some((row) => row.clean.length !== length)) return []
  return Array.from({ length }, (_, pos) => {
    const first = rows[0].clean[pos]
    const isSame = rows.every((row) => row.clean[pos].id === first.id)
    const number = String(pos)
    if (isSame) return tokenLabel(first.text) || number
    return spanAt(rows, pos) ?? (labels[pos - (rows[0].inFront ?? 0)] || number)
  })
}

/** The shortest span that every prompt has at this position. */
function spanAt(rows: readonly CheckedRow[], pos: number): string | null {
  const [first, ...others] = rows.map(({ spans = [] }) =>
    spans.filter(({ from, to }) => from <= pos && pos <= to),
  )
  const shared = first.filter(({ name }) => others.every((spans) => spans.some((span) => span.name === name)))
  const [shortest] = shared.sort((a, b) => a.to - a.from - (b.to - b.from))
  return shortest?.name ?? null
}

/** Clean tokens of the first prompts at a position, for the tooltip. */
export function tokensAt(rows: readonly CheckedRow[], pos: number): string {
  const texts = [...new Set(rows.map((row) => row.clean[pos]?.text ?? ''))].map((text) =>
    JSON.stringify(text),
  )
  return texts.length <= 3 ? texts.join(' ') : `${texts.slice(0, 3).join(' ')} …`
}

function tokenLabel(text: string): string {
  return text.trim().replace(/^▁|^Ġ/, '')
}
