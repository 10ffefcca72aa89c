import {
  HEAD_SCORES,
  HEAD_SCORE_NAMES,
  logitsText,
  shareText,
  type HeadScoreName,
  type OpenedExplanation,
  type SetSummary,
} from '../../../contract'
import { nameExplained } from '../../state/prompt-name'

/** A number that every node has on every prompt. */
export type NodeMeasure = HeadScoreName | 'attribution'

export interface MeasureChoice {
  value: NodeMeasure
  label: string
}

/** What is defined of these nodes on these prompts; scores are of heads alone. */
export function measuresOf(nodes: readonly string[], summary: SetSummary): MeasureChoice[] {
  const heads = nodes.filter((node) => summary.heads.includes(node))
  const scores = HEAD_SCORE_NAMES.filter((name) =>
    heads.some((head) => Number.isFinite(summary.scores[name].mean[summary.heads.indexOf(head)])),
  ).map((name) => ({ value: name, label: HEAD_SCORES[name] }))
  return summary.attribution ? [{ value: 'attribution', label: 'Adds to the logits' }, ...scores] : scores
}

/** [prompt]; NaN where it is not defined */
export function nodeValues(node: string, measure: NodeMeasure, summary: SetSummary): Float64Array {
  const { attribution, heads, scores } = summary
  if (measure === 'attribution') {
    const count = attribution?.cleanLogitDiff.length ?? 0
    return rowOf(attribution?.clean, attribution?.nodes.indexOf(node) ?? -1, count)
  }
  const { perPrompt } = scores[measure]
  return rowOf(perPrompt, heads.indexOf(node), perPrompt.length / Math.max(1, heads.length))
}

function rowOf(values: Float64Array | undefined, row: number, count: number): Float64Array {
  return values && row >= 0
    ? values.subarray(row * count, (row + 1) * count)
    : new Float64Array(count).fill(NaN)
}

/** [prompt] what the nodes add together, or the mean of their scores. */
export function groupValues(
  nodes: readonly string[],
  measure: NodeMeasure,
  summary: SetSummary,
): Float64Array {
  const all = nodes.map((node) => nodeValues(node, measure, summary))
  const count = all[0]?.length ?? 0
  return Float64Array.from({ length: count }, (_, prompt) => {
    const values = all.map((row) => row[prompt]).filter((value) => !Number.isNaN(value))
    if (values.length === 0) return NaN
    const sum = values.reduce((total, value) => total + value, 0)
    return measure === 'attribution' ? sum : sum / values.length
  })
}

/** Both ends of an axis that holds all of them: shares from 0 to 1, logits around 0. */
export function domainOf(rows: readonly Float64Array[], measure: NodeMeasure): [number, number] {
  if (measure !== 'attribution') return [0, 1]
  let low = 0
  let high = 0
  for (const row of rows)
    for (const value of row) {
      if (value < low) low = value
      if (value > high) high = value
    }
  return low === high ? [0, 1] : [low, high]
}

export function measureText(value: number | null, measure: NodeMeasure): string {
  if (value === null || Number.isNaN(value)) return '–'
  return (measure === 'attribution' ? logitsText(value) : shareText(value)).replace('-', '−')
}

export function meanValue(values: Float64Array): number {
  const finite = values.filter((value) => !Number.isNaN(value))
  return finite.reduce((sum, value) => sum + value, 0) / finite.length
}

/** Prompts with a value, the lowest first; in order of rows where they are equal. */
export function promptsByValue(values: Float64Array): number[] {
  return Array.from(values.keys())
    .filter((prompt) => !Number.isNaN(values[prompt]))
    .sort((a, b) => values[a] - values[b] || a - b)
}

/** `#3 When Mary and John`: its row as it is counted in the set, and the text of its tokens. */
export function promptTitle(opened: OpenedExplanation, prompt: number): string {
  return nameExplained(opened.prompts[prompt]).full
}
