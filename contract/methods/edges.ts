import { z } from 'zod'
import { shownEdgeName, shownNode, shownReceiver } from '../../engine/graph'
import { PatchbayError } from '../error'
import type { EdgeScores } from '../scores'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { edgeReport } from './found-edges'
import { commandLine, oneOf, patchingOf, patchingOptions, patchingSpelled, type Spelled } from './options'
import { CAPTURING } from './stages'
import { countText } from './texts'

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

const command = commandLine({
  description: 'edge patching: exact effects of edges',
  options: {
    ...patchingOptions,
    all: { flag: '--all', help: 'every edge' },
    edge: {
      flag: '--edge',
      value: '<EDGE>',
      help: "one edge, e.g. 'a0.h1->a1.h2<q>'; may be given again",
      isRepeatable: true,
    },
    edges: {
      flag: '--edges',
      value: '<FILE>',
      help: 'the edges that a file names, one a line',
      reads: 'edge-list',
    },
    into: {
      flag: '--into',
      value: '<R>',
      help: "all edges into a receiver, e.g. 'a1.h2<q>', m1, logits; a1.h2 means its q, k and v",
    },
    from: {
      flag: '--from',
      value: '<S>',
      help: 'all edges out of a sender, e.g. input, a0.h1, m0',
    },
    mlps: {
      flag: '--mlps',
      value: '<HOW>',
      help: 'MLPs in between: frozen (the edge alone) or recomputed (path patching)',
      default: 'frozen',
    },
  },
  config: (typed) => ({
    method: 'edges' as const,
    ...patchingOf(typed),
    mlps: oneOf('--mlps', MLP_TREATMENTS, typed.mlps),
    select: selectionOf(typed),
  }),
})

function selectionOf({
  all,
  edge,
  edges,
  into,
  from,
}: {
  all?: boolean
  edge?: string[]
  edges?: string[]
  into?: string
  from?: string
}): EdgesConfig['select'] {
  const chosen: EdgesConfig['select'][] = []
  if (all) chosen.push({ kind: 'all' })
  if (edge || edges) chosen.push({ kind: 'list', edges: [...(edge ?? []), ...(edges ?? [])] })
  if (into !== undefined) chosen.push({ kind: 'into', receiver: into })
  if (from !== undefined) chosen.push({ kind: 'from', sender: from })
  if (chosen.length === 1) return chosen[0]
  throw new PatchbayError(
    'bad-input',
    'Say which edges: one of --all, --edge (as often as you like) or --edges, --into, --from.',
  )
}

function selectSpelled(select: EdgesConfig['select']): Spelled['typed'] {
  if (select.kind === 'all') return { all: true }
  if (select.kind === 'into') return { into: select.receiver }
  return select.kind === 'from' ? { from: select.sender } : { edge: select.edges }
}

function selectText(select: EdgesConfig['select']): string {
  if (select.kind === 'all') return 'all edges'
  if (select.kind === 'into') return `into ${shownReceiver(select.receiver)}`
  if (select.kind === 'from') return `from ${shownNode(select.sender)}`
  const [first, ...others] = select.edges
  return others.length === 0 ? shownEdgeName(first) : countText(select.edges.length, 'edge', 'chosen')
}

export const edges = defineMethod({
  name: 'edges',
  title: 'Edge patching',
  config,
  result: undefined as EdgesResult | undefined,
  stages: [CAPTURING, 'patching edges', 'patching edges, MLPs recomputed'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('edges', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
  variant: ({ select, mlps }) => `${selectText(select)}${mlps === 'recomputed' ? ', MLPs recomputed' : ''}`,
  outcome: ({ scores }) => countText(scores.edge.length, 'edge', 'measured'),
  finds: { decidesEdges: false, circuit: null, edgeScores: 'exact', siteScores: null },
  onGraph: ({ scores }) => ({ effects: { edge: scores.edge, effect: scores.score } }),
  command,
  spell: (config) => ({
    typed: { ...patchingSpelled(config), ...selectSpelled(config.select), mlps: config.mlps },
  }),
  report: (run, { scores }) => ({ outcome: null, blocks: edgeReport(run, scores) }),
  isCircuitFile: true,
})
