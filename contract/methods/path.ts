import { z } from 'zod'
import { shownEdgeName } from '../../engine/graph'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { commandLine, patchingOf, patchingOptions, patchingSpelled } from './options'
import { CAPTURING } from './stages'
import { numberText, signedText } from './texts'

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
  title: 'Path patching',
  config,
  result: undefined as PathResult | undefined,
  stages: [CAPTURING, 'patching paths'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('path', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
  variant: (config) => shownEdgeName(config.path),
  outcome: ({ score }, { metric }) =>
    `${metric} ${numberText(score.value)} patched, effect ${signedText(score.effect)}`,
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: null },
  onGraph: () => ({}),
  command: commandLine({
    description: 'path patching: the effect of one chosen path',
    options: {
      ...patchingOptions,
      path: { flag: '--path', value: '<PATH>', help: "e.g. 'a0.h1->a1.h2<q>->logits'", isRequired: true },
    },
    config: (typed) => ({ method: 'path' as const, ...patchingOf(typed), path: typed.path }),
  }),
  spell: (config) => ({ typed: { ...patchingSpelled(config), path: config.path } }),
  report({ summary: { metric, direction } }, { score: { path, value, effect, baseMetric } }) {
    const base = direction === 'denoising' ? 'corrupt' : 'clean'
    const line = `${path}: ${metric} ${numberText(baseMetric)} in the ${base} run, ${numberText(value)} patched, effect ${signedText(effect)}`
    return { outcome: null, blocks: [line] }
  },
  isCircuitFile: false,
  content: ({ score: { path, value, effect, perPrompt, baseMetric } }) => ({
    path,
    value,
    effect,
    base_metric: baseMetric,
    per_prompt: Array.from(perPrompt),
  }),
})
