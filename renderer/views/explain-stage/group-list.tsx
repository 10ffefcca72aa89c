import { useEffect, useMemo, useRef } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import type { ExplainedCircuit } from '../../../contract'
import { Note } from '../../widgets/note'
import { BundleCard } from './bundle-card'
import type { StageData } from './stage-data'
import { GroupCard } from './group-card'
import styles from './group-list.module.css'
import type { StageSelection } from './picture-parts'
import { bundleEdges } from './role-bundles'

interface GroupListProps {
  data: StageData
  graph: ComputationalGraph
  circuit: ExplainedCircuit
  selection: StageSelection
  onSelect: (selection: StageSelection) => void
}

/** The groups with what the numbers say of each; the one that is selected opens. */
export function GroupList({ data, graph, circuit, selection, onSelect }: GroupListProps) {
  const { groups, edges, limits } = circuit
  const box = useRef<HTMLDivElement>(null)
  const groupOf = useMemo(
    () => new Map(groups.flatMap(({ id, nodes }) => nodes.map((node) => [node, id] as const))),
    [groups],
  )
  const bundle = useMemo(
    () =>
      selection?.kind === 'bundle'
        ? bundleEdges(edges, (node) => groupOf.get(node) ?? null).find(({ id }) => id === selection.bundle)
        : undefined,
    [edges, groupOf, selection],
  )
  const open =
    selection?.kind === 'group'
      ? selection.group
      : selection?.kind === 'node'
        ? (groupOf.get(selection.node) ?? null)
        : null
  useEffect(() => {
    box.current?.querySelector('[data-open]')?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <div ref={box} className={styles.list}>
      {data.problem && (
        <div className={styles.limits}>
          <Note tone="problem" title="No roles could be suggested">
            {data.problem}
          </Note>
        </div>
      )}
      {bundle && (
        <BundleCard
          bundle={bundle}
          groups={groups}
          source={data.source}
          graph={graph}
          onClose={() => onSelect(null)}
        />
      )}
      {groups.map((group) => (
        <GroupCard
          key={group.id}
          data={data}
          circuit={circuit}
          graph={graph}
          group={group}
          isOpen={open === group.id}
          node={selection?.kind === 'node' ? selection.node : null}
          onSelect={onSelect}
        />
      ))}
      {limits.length > 0 && (
        <div className={styles.limits}>
          {limits.map((limit) => (
            <Note key={limit} tone="info">
              {limit}
            </Note>
          ))}
        </div>
      )}
    </div>
  )
}
