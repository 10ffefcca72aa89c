import type { CheckedRow } from '../../../contract'

/**
 * The labels of positions: the token where every prompt has the same one, else the number. Empty where prompts differ in
 * length: a position then means a different part of the sentence in each.
 */
export function positionLabels(rows: readonly CheckedRow[]): string[] {
  const length = rows[0]?.clean.length ?? 0
  if (length === 0 || rows.some((row) => row.clean.length !== length)) return []
  return Array.from({ length }, (_, pos) => {
    const first = rows[0].clean[pos]
    const isSame = rows.every((row) => row.clean[pos].id === first.id)
    return isSame ? tokenLabel(first.text) || String(pos) : String(pos)
  })
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
