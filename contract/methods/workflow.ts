import { z } from 'zod'
import { buildGraph } from '../../engine/graph'
import type { Agreement, EdgeScores, SiteScores } from '../scores'
import { DIRECTIONS } from '../vocabulary'
import { activation } from './activation'
import { attribution } from './attribution'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { edges } from './edges'
import { effectScores } from './effect-scores'
import { evaluate } from './evaluate'
import { ablation, common } from './fields'
import { plainLists } from './files'
import { edgeNames, edgeRows } from './found-edges'
import { agreementContent, siteRows, strongestSites } from './found-sites'
import type { Evaluation } from './evaluation'
import { judgementReport } from './judgement-report'
import { commandLine, patchingOf, patchingOptions, patchingSpelled, wholeNumber } from './options'
import type { ReportBlock, ReportedRun } from './report'
import { numberText } from './texts'

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
  title: 'Workflow',
  config,
  result: undefined as WorkflowResult | undefined,
  stages: [...attribution.stages, ...activation.stages, ...edges.stages, ...evaluate.stages],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('workflow', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
  variant: ({ top }) => `top ${top}`,
  alsoMeasures: 'logit_diff',
  finds: { decidesEdges: false, circuit: 'proposed', edgeScores: null, siteScores: 'estimate' },
  onGraph: ({ workflow: { trace } }) => ({ effects: { edge: trace.edge, effect: trace.score } }),
  command: commandLine({
    description: 'screen, confirm, trace, propose a circuit and judge it',
    options: {
      metric: patchingOptions.metric,
      direction: {
        flag: '--direction',
        value: '<D>',
        help: patchingOptions.direction.help,
        default: 'noising',
      },
      ablation: patchingOptions.ablation,
      top: {
        flag: '--top',
        value: '<K>',
        help: 'how many screened heads and MLPs are confirmed',
        default: '20',
      },
    },
    config: (typed) => ({
      method: 'workflow' as const,
      top: wholeNumber('--top', typed.top, 1),
      ...patchingOf(typed),
    }),
  }),
  spell: (config) => ({ typed: { ...patchingSpelled(config), top: String(config.top) } }),
  report: (run, { workflow }) => ({ outcome: null, blocks: workflowReport(run, workflow) }),
  isCircuitFile: true,
  content: ({ workflow: { screen, confirm, trace, proposed, judgement } }, graph) => ({
    workflow: {
      screen: siteRows(screen),
      confirm: agreementContent(confirm),
      trace: edgeRows(trace, graph),
      proposed: edgeNames(graph, proposed),
      judgement: plainLists(judgement),
    },
  }),
})

function workflowReport(run: ReportedRun, found: Workflow): ReportBlock[] {
  const { confirm, trace, proposed, judgement } = found
  return [
    `screened and confirmed ${confirm.exact.site.length} sites: Pearson ${numberText(confirm.pearson)}, Spearman ${numberText(confirm.spearman)}, ${confirm.flagged.length} flagged as nonlinear`,
    strongestSites(confirm.exact),
    `traced ${trace.edge.length} edges among them; the proposed circuit has ${proposed.length}:`,
    ...edgeNames(buildGraph(run.shape), proposed).map((name) => `  ${name}`),
    ...judgementReport(judgement, run.config),
  ]
}
