import { formatPlural } from '../../widgets/format'
import type { ConfigOf, MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC } from '../settings'
import { ALL_EDGES, fillAllEdgesForm } from './all-edges'
import { AMONG, EDGE_TRACES, fillEndForm } from './traces'
import { tracedEdges } from './traced-edges'

export { AMONG, tracedEdges }

type Select = ConfigOf<'edges'>['select']

export const edgesView: MethodView<'edges'> = {
  settings: {
    metric: METRIC,
    direction: DIRECTION,
    mlps: { what: 'MLPs', isShared: true },
    ablation: ABLATION,
    select: {
      what: 'edges',
      isOfView: true,
      text: ({ edges }: Extract<Select, { kind: 'list' }>) => formatPlural(edges.length, 'chosen edge'),
      isCompared: (here, form) => isList(here.select) && isList(form.select),
    },
  },
  stagesOf: ({ select }) => (select.kind === 'all' ? [] : ['trace']),
  fillForm: (config) => (config.select.kind === 'all' ? fillAllEdgesForm(config) : fillEndForm(config)),
  discoverStarts: [ALL_EDGES],
  traceStarts: EDGE_TRACES,
  trace: {
    title: () => 'Exact edge patching',
    of: ({ scores }, config) => tracedEdges(scores, config?.select.kind === 'list'),
  },
}

function isList(select: unknown): boolean {
  return (select as Select | undefined)?.kind === 'list'
}
