import { CloseButton } from '@mantine/core'
import type { ComputationalGraph } from '../../../engine/graph'
import type { CircuitGroup, ExplainSource } from '../../../contract'
import styles from './bundle-card.module.css'
import { EdgeButtons } from './edge-buttons'
import type { Bundle } from './role-bundles'

interface BundleCardProps {
  bundle: Bundle
  groups: readonly CircuitGroup[]
  source: ExplainSource
  graph: ComputationalGraph
  onClose: () => void
}

/** The edges of one line of the picture; each leads to its explanation. */
export function BundleCard({ bundle, groups, source, graph, onClose }: BundleCardProps) {
  const { from, to, kind, edges } = bundle
  const nameOf = (id: string) => groups.find((group) => group.id === id)?.label ?? id
  const into = kind === 'q' || kind === 'k' || kind === 'v' ? ` (${INPUT_WORDS[kind]})` : ''
  return (
    <section className={styles.card} aria-label="Edges between groups">
      <header>
        <h3>
          {nameOf(from)} → {nameOf(to)}
          {into}
        </h3>
        <span className="dim">
          {edges.length} {edges.length === 1 ? 'edge' : 'edges'}
        </span>
        <CloseButton size="sm" aria-label="Close the edges" onClick={onClose} />
      </header>
      <EdgeButtons label="Edges of the line" edges={edges} source={source} graph={graph} />
    </section>
  )
}

const INPUT_WORDS = { q: 'queries', k: 'keys', v: 'values' } as const
