import type { Attribution } from '../head-scores'
import type { ExplainedTotals } from './explained-circuit'
import { meanOf } from './number-words'

/** Mean direct attributions, over the prompts that have a logit difference. */
export interface AttributionMeans {
  /** By node, `constants` among them. */
  ofNode: ReadonlyMap<string, { clean: number; corrupt: number }>
  logitDiff: number
  corruptLogitDiff: number
  largestGap: number
  prompts: number
}

/** null where no prompt has answers, or none was attributed. */
export function attributionMeans(attribution: Attribution | null): AttributionMeans | null {
  if (!attribution) return null
  const { nodes, cleanLogitDiff, corruptLogitDiff, largestGap } = attribution
  const prompts = Array.from(cleanLogitDiff.keys()).filter(
    (prompt) => Number.isFinite(cleanLogitDiff[prompt]) && Number.isFinite(corruptLogitDiff[prompt]),
  )
  if (prompts.length === 0) return null
  const count = cleanLogitDiff.length
  const mean = (values: Float64Array, row: number) =>
    prompts.reduce((sum, prompt) => sum + values[row * count + prompt], 0) / prompts.length
  return {
    ofNode: new Map(
      nodes.map((node, row) => [
        node,
        { clean: mean(attribution.clean, row), corrupt: mean(attribution.corrupt, row) },
      ]),
    ),
    logitDiff: meanOf(prompts.map((prompt) => cleanLogitDiff[prompt]))!,
    corruptLogitDiff: meanOf(prompts.map((prompt) => corruptLogitDiff[prompt]))!,
    largestGap,
    prompts: prompts.length,
  }
}

/** How the logit difference is made up of the circuit's nodes, of all others and of what no node writes. */
export function totalsOf(means: AttributionMeans, isInCircuit: (node: string) => boolean): ExplainedTotals {
  let inCircuit = 0
  let outside = 0
  let constants = 0
  for (const [node, { clean }] of means.ofNode) {
    if (node === 'constants') constants += clean
    else if (isInCircuit(node)) inCircuit += clean
    else outside += clean
  }
  const { logitDiff, corruptLogitDiff, largestGap, prompts } = means
  const gap = inCircuit + outside + constants - logitDiff
  return { logitDiff, corruptLogitDiff, inCircuit, outside, constants, gap, largestGap, prompts }
}
