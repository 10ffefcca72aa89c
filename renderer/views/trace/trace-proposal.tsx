import { useMemo, useState } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import type { EdgeLook } from '../../graph/looks'
import { useAllForms } from '../../state/forms'
import { nodeOfSite } from '../../state/sites'
import { stageForm } from '../../state/stage-form'
import { useObstacle } from '../../state/use-obstacle'
import type { Selection } from '../../state/workbench'
import { formatPlural } from '../../widgets/format'
import { TraceCanvas } from './trace-canvas'
import { useTraceStart } from './trace-form'
import { TraceNow } from './trace-now'
import styles from './trace-proposal.module.css'

/** What the form asks for, as it is drawn before it is traced: the nodes framed, the edges as those being tested. */
export function useProposal(graph: ComputationalGraph): { marked: string[]; looks: EdgeLook[] } {
  const start = useTraceStart()
  const selected = stageForm.use((form) => form.selected)
  const forms = useAllForms()
  return useMemo(() => {
    const { nodes, edges = [] } = start.proposed?.(graph) ?? { nodes: [] }
    const chosen = selected.map(nodeOfSite).filter((node) => node !== null)
    return {
      marked: [...new Set([...chosen, ...nodes])],
      looks: edges.map((edge) => ({ edge, kind: 'testing' as const })),
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is proposed depends on the methods' forms
  }, [graph, start, selected, forms])
}

/** The model before anything is traced in it: a click on a node chooses it. */
export function TraceProposal({ graph }: { graph: ComputationalGraph }) {
  const { marked, looks } = useProposal(graph)
  const [selection, setSelection] = useState<Selection>(null)
  return (
    <TraceCanvas
      graph={graph}
      edges={looks}
      marked={marked}
      selection={selection}
      onSelect={setSelection}
      label={`Nothing traced yet, ${formatPlural(marked.length, 'node')} chosen`}
    >
      <NotTraced graph={graph} />
    </TraceCanvas>
  )
}

/** Over the picture: what can be traced now, or what is missing for it. */
export function NotTraced({ graph }: { graph: ComputationalGraph }) {
  const { problem } = useTraceStart()
  const general = useObstacle()
  const missing = general ?? problem?.(graph) ?? null
  return (
    <div className={styles.notYet} role="status">
      <span>{missing ?? 'Not traced yet.'}</span>
      {missing === null && <TraceNow />}
    </div>
  )
}
