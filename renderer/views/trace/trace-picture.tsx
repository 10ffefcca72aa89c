import { Button } from '@mantine/core'
import { Maximize } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { Passes } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { GraphHandle } from '../../graph/graph-view'
import { LegendBar, RampKey } from '../../plots/ramp-legend'
import { redMeans } from '../../state/direction-text'
import { VALUE_NAME } from '../../state/edge-values'
import type { MethodRun } from '../../state/run-store'
import type { Selection } from '../../state/workbench'
import { formatCount, formatPlural } from '../../widgets/format'
import { passesText } from '../stages/run-facts'
import type { TracedEdge } from '../stages/stage-results'
import { Space } from '../../widgets/panes'
import { RoleLegend } from '../../widgets/role-legend'
import styles from './trace-picture.module.css'
import { TraceCanvas } from './trace-canvas'
import { NotTraced, useProposal } from './trace-proposal'
import { tracedLooks } from './traced-looks'

interface TracePictureProps {
  graph: ComputationalGraph
  run: MethodRun
  edges: readonly TracedEdge[]
  largest: number
  /** 1 where positive effects are red. */
  sign: 1 | -1
  passes: Passes | null
  selection: Selection
  onSelect: (selection: Selection) => void
}

/** The traced edges in the graph, with the selected nodes marked and a legend below. */
export function TracePicture(props: TracePictureProps) {
  const { graph, run, edges, largest, sign, passes, selection, onSelect } = props
  const handle = useRef<GraphHandle>(null)
  const { marked, looks: proposed } = useProposal(graph)
  const looks = useMemo(() => tracedLooks(edges, largest, sign), [edges, largest, sign])
  return (
    <>
      <TraceCanvas
        graph={graph}
        edges={edges.length > 0 ? looks : proposed}
        marked={marked}
        selection={selection}
        onSelect={onSelect}
        label={`Traced edges, ${formatPlural(edges.length, 'edge')}`}
        handle={handle}
      >
        {edges.length === 0 && <NotTraced graph={graph} />}
      </TraceCanvas>
      <LegendBar>
        <RampKey
          kind="lines"
          name={VALUE_NAME.effect}
          largest={largest}
          sign={sign}
          {...redMeans(run.summary.direction)}
        />
        {looks.length < edges.length && (
          <span className="dim" title="Edges above 2 % of the largest effect are drawn; the list has all.">
            {formatCount(looks.length)} of {formatCount(edges.length)} drawn
          </span>
        )}
        {marked.length > 0 && (
          <span className={styles.marked}>
            <i aria-hidden /> chosen
          </span>
        )}
        <RoleLegend />
        <Space />
        {passes && <b className="mono">{passesText(passes)}</b>}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<Maximize size={12} />}
          onClick={() => handle.current?.fit()}
        >
          Fit
        </Button>
      </LegendBar>
    </>
  )
}
