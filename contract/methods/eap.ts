import { z } from 'zod'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import type { EdgesResult } from './edges'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { edgeReport } from './found-edges'
import { commandLine, patchingOf, patchingOptions, patchingSpelled, wholeNumber } from './options'
import { CAPTURING } from './stages'
import { countText } from './texts'

const config = z.object({
  method: z.literal('eap'),
  ...patching,
  /** 0 = EAP; n = EAP-IG (inputs) with n steps, k = 0..n-1. */
  igSteps: z.number().int().min(0).max(1000).default(0),
  ablation,
})
export type EapConfig = z.output<typeof config>

export const eap = defineMethod({
  name: 'eap',
  title: 'EAP',
  config,
  result: undefined as EdgesResult | undefined,
  stages: [CAPTURING, 'scoring edges'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('eap', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
  variant: ({ igSteps }) => (igSteps === 0 ? null : `${igSteps} IG steps`),
  outcome: ({ scores }) => countText(scores.edge.length, 'edge', 'scored'),
  finds: { decidesEdges: false, circuit: null, edgeScores: 'estimate', siteScores: null },
  onGraph({ scores: { edge, score } }, edgeCount) {
    const scores = new Float64Array(edgeCount).fill(NaN)
    edge.forEach((each, row) => (scores[each] = score[row]))
    return { scores }
  },
  command: commandLine({
    description: 'edge attribution patching: first-order estimates of the effects of all edges',
    options: {
      ...patchingOptions,
      igSteps: {
        flag: '--ig-steps',
        value: '<N>',
        help: 'EAP-IG: gradients averaged over N steps from corrupt to clean, e.g. 5',
      },
    },
    config: ({ igSteps, ...typed }) => ({
      method: 'eap' as const,
      ...patchingOf(typed),
      igSteps: igSteps === undefined ? 0 : wholeNumber('--ig-steps', igSteps, 1),
    }),
  }),
  spell: (config) => ({
    typed: { ...patchingSpelled(config), igSteps: config.igSteps === 0 ? undefined : String(config.igSteps) },
  }),
  report: (run, { scores }) => ({ outcome: null, blocks: edgeReport(run, scores, ' (estimates)') }),
  isCircuitFile: true,
})
