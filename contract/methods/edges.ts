import { z } from 'zod'
import type { EdgeScores } from '../scores'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { CAPTURING } from './stages'

/** MLPs between sender and receiver: kept as in the base run, or recomputed (Wang et al. 2022). */
export const MLP_TREATMENTS = ['frozen', 'recomputed'] as const
export type MlpTreatment = (typeof MLP_TREATMENTS)[number]

const config = z.object({
  method: z.literal('edges'),
  ...patching,
  /** Edge names `a0.h1->a1.h2<q>`; a receiver name, or a head's for all three of its receivers; a sender name. */
  select: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('all') }),
    z.object({ kind: z.literal('list'), edges: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('into'), receiver: z.string() }),
    z.object({ kind: z.literal('from'), sender: z.string() }),
  ]),
  /** `frozen` is exact edge patching (only the edge itself), `recomputed` path patching with Wang et al.'s choice. */
  mlps: z.enum(MLP_TREATMENTS).default('frozen'),
  ablation,
})
export type EdgesConfig = z.output<typeof config>

/** Scores of edges: exact effects, or estimates of them. */
export interface EdgesResult {
  kind: 'edges'
  scores: EdgeScores
}

export const edges = defineMethod({
  name: 'edges',
  config,
  result: undefined as EdgesResult | undefined,
  stages: [CAPTURING, 'patching edges', 'patching edges, MLPs recomputed'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('edges', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
})
