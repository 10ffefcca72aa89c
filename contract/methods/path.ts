import { z } from 'zod'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { CAPTURING } from './stages'

const config = z.object({
  method: z.literal('path'),
  ...patching,
  /** `a0.h1->a1.h2<q>->logits` */
  path: z.string().min(1),
  ablation,
})
export type PathConfig = z.output<typeof config>

export interface PathScore {
  path: string
  /** The patched metric, and value - base metric. */
  value: number
  effect: number
  /** [prompts] effects */
  perPrompt: Float64Array
  baseMetric: number
}

export interface PathResult {
  kind: 'path'
  score: PathScore
}

export const path = defineMethod({
  name: 'path',
  config,
  result: undefined as PathResult | undefined,
  stages: [CAPTURING, 'patching paths'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('path', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
})
