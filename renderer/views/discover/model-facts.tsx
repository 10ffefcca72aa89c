import type { ComputationalGraph } from '../../../engine/graph'
import { useWorkbench } from '../../state/workbench'
import { formatCount, formatMagnitude } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'

/** Before a run: the model and its graph. */
export function ModelFacts({ graph }: { graph: ComputationalGraph }) {
  const model = useWorkbench((state) => state.model)
  const { layers, heads, mlps } = graph.shape
  return (
    <>
      <Section title="Model">
        <Facts
          facts={[
            ['Name', model?.name],
            ['Layers', `${layers}`],
            ['Heads', `${heads} per layer`],
            ['MLPs', mlps ? 'one per layer' : 'none'],
            ['Parameters', model && formatMagnitude(model.parameterCount)],
          ]}
        />
      </Section>
      <Section title="Graph">
        <Facts
          facts={[
            ['Senders', formatCount(graph.senders.length)],
            ['Receivers', formatCount(graph.receivers.length)],
            ['Edges', formatCount(graph.edgeCount)],
          ]}
        />
        <p className="dim">Click a node or an edge to see what it is. Keys: arrows move, / finds, f fits.</p>
      </Section>
    </>
  )
}
