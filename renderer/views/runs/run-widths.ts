import { RUN_COLUMNS, type RunColumnId, type RunSummary } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'

/** What a column needs at least, in pixels. */
const LEAST_PX: Record<RunColumnId, number> = {
  number: 44,
  name: 180,
  state: 96,
  method: 84,
  variant: 84,
  model: 84,
  prompts: 80,
  promptCount: 52,
  metric: 72,
  direction: 74,
  threshold: 74,
  order: 72,
  edgesKept: 104,
  edgesTotal: 66,
  result: 116,
  faithfulness: 74,
  borderline: 78,
  stability: 100,
  tests: 60,
  tags: 84,
  note: 110,
  certificate: 100,
  created: 92,
  elapsed: 68,
  id: 104,
}
/** These take what is left: the text may be of any length. */
const SHARES: Partial<Record<RunColumnId, number>> = { name: 3, note: 2 }
/** Of others no text makes a column wider than this. */
const MOST_PX = 220
const CHARACTER_PX = 6.8
/** A longer text has two lines, which break between words. */
const LINE_PX = 150
const LINES = 2
const BROKEN_WORD_PX = 30
/** Rows that are looked at: later ones may be clipped. */
const MOST_ROWS = 300

/** The checkbox in front, and the menu at the end. */
const CHOICE_PX = 22
const MENU_PX = 28
const GAP_PX = 10
const PADDING_PX = 24 + 16

/** Widths of the table's columns, each as wide as its texts where there is room; and the width below which it scrolls sideways. */
export function runWidths(
  columns: readonly RunColumnId[],
  runs: readonly RunSummary[],
): { columns: string; leastPx: number } {
  const tracks = columns.map((id) => trackOf(id, runs))
  const leastPx = columns.reduce(
    (sum, id) => sum + LEAST_PX[id] + GAP_PX,
    CHOICE_PX + MENU_PX + GAP_PX + PADDING_PX,
  )
  return { columns: [`${CHOICE_PX}px`, ...tracks, `${MENU_PX}px`].join(' '), leastPx }
}

function trackOf(id: RunColumnId, runs: readonly RunSummary[]): string {
  const least = `${LEAST_PX[id]}px`
  const share = SHARES[id]
  if (share !== undefined) return `minmax(${least}, ${share}fr)`
  const isText = RUN_COLUMNS[id].kind === 'text' || id === 'result'
  return isText ? `minmax(${least}, ${neededPx(id, runs)}px)` : least
}

function neededPx(id: RunColumnId, runs: readonly RunSummary[]): number {
  const longest = runs.slice(0, MOST_ROWS).reduce((most, run) => Math.max(most, textOf(id, run).length), 0)
  const mark = id === 'model' ? 30 : 6
  const line = longest * CHARACTER_PX
  const text = id === 'result' ? line : Math.min(line, Math.max(LINE_PX, line / LINES + BROKEN_WORD_PX))
  return Math.max(LEAST_PX[id], Math.min(MOST_PX, Math.ceil(text) + mark))
}

function textOf(id: RunColumnId, run: RunSummary): string {
  if (id === 'metric') return METRIC_LABEL[run.metric]
  if (id === 'result') return run.outcome ?? `${METRIC_LABEL[run.metric]} of the circuit`
  return String(RUN_COLUMNS[id].of(run) ?? '')
}
