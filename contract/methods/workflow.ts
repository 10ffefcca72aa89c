import { z } from 'zod'
import type { EdgeScores, SiteScores } from '../scores'
import { DIRECTIONS } from '../vocabulary'
import { activation, type Agreement } from './activation'
import { attribution } from './attribution'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { edges } from './edges'
import { effectScores } from './effect-scores'
import { evaluate, type Evaluation } from './evaluate'
import { ablation, common } from './fields'

const config = z.object({
  method: z.literal('workflow'),
  ...common,
  direction: z.enum(DIRECTIONS).default('noising'),
  /** How many screened sites are confirmed by activation patching. */
  top: z.number().int().positive().default(20),
  ablation,
})
export type WorkflowConfig = z.output<typeof config>

export interface Workflow {
  /** Every head and MLP, first-order, largest magnitude first. */
  screen: SiteScores
  /** The first of them, exact, beside their estimates. */
  confirm: Agreement
  /** Exact effects of the edges among the confirmed nodes. */
  trace: EdgeScores
  /** Edge indices of the proposed circuit. */
  proposed: Int32Array
  judgement: Evaluation
}

export interface WorkflowResult {
  kind: 'workflow'
  workflow: Workflow
}

export const workflow = defineMethod({
  name: 'workflow',
  config,
  result: undefined as WorkflowResult | undefined,
  stages: [...attribution.stages, ...activation.stages, ...edges.stages, ...evaluate.stages],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('workflow', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
})
