import type { ComputationalGraph } from '../../../engine/graph'
import type { TraceList } from '../../methods/method-view'
import { formatCount } from '../../widgets/format'
import { Section } from '../../widgets/panes'
import { BarRows } from '../stages/bar-rows'
import type { TracedEdge } from '../stages/stage-results'
import styles from './traced-list.module.css'
import { TraceNow } from './trace-now'

interface TracedListProps {
  graph: ComputationalGraph
  list: TraceList
  edges: readonly TracedEdge[]
  largest: number
  /** 1 where positive effects are red. */
  sign: 1 | -1
  selected: string | null
  onSelect: (edge: number) => void
}

/** The edges that the form asks for, and a note where the run traced only some of them. */
export function TracedList({ graph, list, edges, largest, sign, selected, onSelect }: TracedListProps) {
  const size = list.size?.(graph) ?? edges.length
  const isPart = edges.length < size
  return (
    <Section
      title={list.title(graph)}
      note={isPart ? `${formatCount(edges.length)} of ${formatCount(size)}` : formatCount(edges.length)}
    >
      {isPart && (
        <p className={styles.partly} role="note">
          This run traced other edges: only {formatCount(edges.length)} of the {formatCount(size)} are among
          them. <TraceNow isSmall />
        </p>
      )}
      <BarRows
        label={list.label}
        bars={edges.map(({ name, score }) => ({ name, value: score }))}
        largest={largest}
        sign={sign}
        selected={selected}
        onSelect={(name) => {
          const found = edges.find((edge) => edge.name === name)
          if (found) onSelect(found.edge)
        }}
      />
    </Section>
  )
}
