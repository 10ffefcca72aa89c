import { z } from 'zod'
import { METRICS } from '../metric'
import { edgeChoices } from './choices'
import { defineMethod } from './definition'
import { common } from './fields'
import { commandLine, metricOption, oneOf } from './options'
import { CAPTURING } from './stages'
import { numberText } from './texts'

/** By hand: zod takes seconds and gigabytes for lists of millions. */
export function isLogits(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(Number.isFinite))
}

const config = z.object({
  method: z.literal('check'),
  ...common,
  /** [prompt][vocab] logits of the clean prompts at their answer positions, made elsewhere. */
  referenceLogits: z.custom<number[][]>(isLogits).optional(),
})
export type CheckConfig = z.output<typeof config>

export const CHECKS = [
  'no-op-patch',
  'all-corrupt-circuit',
  'sum-of-senders',
  'gradient',
  'reference-logits',
] as const
export type CheckName = (typeof CHECKS)[number]

export interface CheckItem {
  name: CheckName
  passed: boolean
  /** Largest difference found, and the largest allowed. */
  difference: number
  tolerance: number
  /** What was compared, in one sentence. */
  detail: string
}

export interface CheckResult {
  kind: 'check'
  items: CheckItem[]
}

export const check = defineMethod({
  name: 'check',
  title: 'Self-check',
  config,
  result: undefined as CheckResult | undefined,
  stages: [CAPTURING, 'checking'],
  direction: () => null,
  scores: () => null,
  choices: (config) => edgeChoices(config, 'none: clean and corrupt runs are checked by themselves'),
  alsoMeasures: 'log_prob',
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: null },
  onGraph: () => ({}),
  command: commandLine({
    description: 'self-check: what must hold for any model and prompts; exit code 1 where it does not',
    options: {
      metric: { ...metricOption, default: 'logit_diff' },
      referenceLogits: {
        flag: '--logits',
        value: '<FILE>',
        help: 'logits of the clean prompts from elsewhere, [prompt][vocab] as JSON',
        reads: 'logits',
      },
    },
    config: ({ metric, referenceLogits }) => ({
      method: 'check' as const,
      referenceLogits,
      metric: oneOf('--metric', METRICS, metric),
    }),
  }),
  outcome: ({ items }) => `${items.filter(({ passed }) => passed).length} of ${items.length} checks passed`,
  spell: ({ metric, referenceLogits }) => ({
    typed: { metric },
    unsaid: referenceLogits ? ['the logits that it was held against, which were in a file'] : [],
  }),
  hasPassed: ({ items }) => items.every(({ passed }) => passed),
  report: (_run, { items }) => ({ outcome: null, blocks: items.map(itemText) }),
  isCircuitFile: false,
  content: ({ items }) => ({ checks: items }),
})

function itemText({ name, passed, difference, tolerance, detail }: CheckItem): string {
  const verdict = passed ? 'passed' : 'FAILED'
  return `${verdict}  ${name}: ${numberText(difference)} (at most ${numberText(tolerance)}); ${detail}`
}
