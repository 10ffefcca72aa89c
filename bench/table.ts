/** One line of the printed table. */
export interface Line {
  what: string
  wallMs?: number
  cpuMs?: number
  /** How it compares, in words: `1.1 x (2 forwards + 1 backward)`. */
  ratio?: string
  /** Whether the goal is met; the goal in words. */
  goal?: { met: boolean; text: string }
  peakBytes?: number | null
  note?: string
}

const COLUMNS = ['what', 'wall s', 'CPU s', 'ratio', 'goal', 'peak MB', 'note']

/** A Markdown table. */
export function formatTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.what,
    seconds(line.wallMs),
    seconds(line.cpuMs),
    line.ratio ?? '',
    line.goal ? `${line.goal.met ? 'met' : 'MISSED'}: ${line.goal.text}` : '',
    line.peakBytes ? String(Math.round(line.peakBytes / 1e6)) : '',
    line.note ?? '',
  ])
  const widths = COLUMNS.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)))
  const format = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  return [format(COLUMNS), format(widths.map((width) => '-'.repeat(width))), ...rows.map(format)].join('\n')
}

function seconds(ms: number | undefined): string {
  if (ms === undefined) return ''
  const value = ms / 1000
  return value < 10 ? value.toFixed(3) : value.toFixed(1)
}
