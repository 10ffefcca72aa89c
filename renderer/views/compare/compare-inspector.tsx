import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core'
import { RotateCw, TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useKeptText } from '../../state/kept-scroll'
import { shownEdgeName, shownNode, type ComputationalGraph } from '../../../engine/graph'
import type { RunComparison } from '../../../contract'
import { useShownRoles } from '../../state/shown-roles'
import type { Selection } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Inspector, Section } from '../../widgets/panes'
import { EdgeRoleMarks } from '../../widgets/edge-role-marks'
import { NodeRoleMark } from '../../widgets/role-mark'
import { endsText, roleText } from '../../widgets/role-text'
import { VirtualRows } from '../../widgets/virtual-rows'
import styles from './compare-inspector.module.css'
import { cautions, edgesOfSide, EDGE_SIDES, type EdgeSide } from './comparison'

interface CompareInspectorProps {
  graph: ComputationalGraph
  comparison: RunComparison
  selection: Selection
  onSelect: (selection: Selection) => void
  refresh: () => void
}

/** How much the two agree, and the edges and nodes on which they differ. */
export function CompareInspector(props: CompareInspectorProps) {
  const { comparison, selection, onSelect, refresh } = props
  const { a, b } = comparison
  const isUnfinished = a.edgesDecided < a.edgesTotal || b.edgesDecided < b.edgesTotal
  return (
    <Inspector label="Comparison">
      {cautions(a, b).map((sentence) => (
        <div key={sentence} className={styles.caution} role="note">
          <TriangleAlert size={14} style={{ flex: 'none' }} aria-hidden />
          <span>{sentence}</span>
          {isUnfinished && (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Compare again" onClick={refresh}>
              <RotateCw size={13} />
            </ActionIcon>
          )}
        </div>
      ))}
      <Section title="Overlap">
        <Overlap comparison={comparison} />
      </Section>
      <NodeChips
        title="Nodes only in A"
        side="onlyA"
        nodes={comparison.nodesOnlyA}
        selection={selection}
        onSelect={onSelect}
      />
      <NodeChips
        title="Nodes only in B"
        side="onlyB"
        nodes={comparison.nodesOnlyB}
        selection={selection}
        onSelect={onSelect}
      />
      <EdgeLists {...props} />
    </Inspector>
  )
}

function Overlap({ comparison }: { comparison: RunComparison }) {
  const { edgeJaccard, nodeJaccard } = comparison
  return (
    <>
      <div className={styles.scores} title="Jaccard index: what both have, divided by what either has">
        <div className={styles.score}>
          <b>{edgeJaccard.toFixed(3)}</b>
          <span>edge Jaccard</span>
        </div>
        <div className={styles.score}>
          <b>{nodeJaccard.toFixed(3)}</b>
          <span>node Jaccard</span>
        </div>
      </div>
      <div className={styles.overlap} aria-hidden>
        {(['onlyA', 'both', 'onlyB'] as const).map(
          (side) =>
            comparison[side].length > 0 && (
              <i key={side} data-side={side} style={{ flexGrow: comparison[side].length }} />
            ),
        )}
      </div>
    </>
  )
}

interface NodeChipsProps extends Pick<CompareInspectorProps, 'selection' | 'onSelect'> {
  title: string
  side: EdgeSide
  nodes: readonly string[]
}

function NodeChips({ title, side, nodes, selection, onSelect }: NodeChipsProps) {
  const { byNode } = useShownRoles()
  if (nodes.length === 0) return null
  return (
    <Section title={title} note={formatCount(nodes.length)}>
      <div className={styles.chips}>
        {nodes.map((node) => (
          <button
            key={node}
            type="button"
            className={styles.chip}
            data-side={side}
            title={byNode.has(node) ? `${node}: ${roleText(byNode.get(node)!)}` : node}
            aria-pressed={selection?.kind === 'node' && selection.node === node}
            onClick={() => onSelect({ kind: 'node', node })}
          >
            <NodeRoleMark node={node} isCompact />
            {shownNode(node)}
          </button>
        ))}
      </div>
    </Section>
  )
}

const SIDE_LABELS: Record<EdgeSide, string> = { onlyA: 'Only A', onlyB: 'Only B', both: 'Both' }
const ROW_PX = 24
const MOST_ROWS = 14

function EdgeLists({ graph, comparison, selection, onSelect }: CompareInspectorProps) {
  const [chosen, setSide] = useState<EdgeSide | null>(null)
  // Until one is chosen, the first list that holds something.
  const side = chosen ?? EDGE_SIDES.find((candidate) => comparison[candidate].length > 0) ?? 'onlyA'
  const [search, setSearch] = useKeptText('compared edges')
  const { byNode } = useShownRoles()
  const edges = useMemo(() => edgesOfSide(graph, comparison, side, search), [graph, comparison, side, search])
  return (
    <Section title="Edges">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Edges of"
        value={side}
        onChange={(value) => setSide(value as EdgeSide)}
        data={EDGE_SIDES.map((value) => ({
          value,
          label: `${SIDE_LABELS[value]} ${formatCount(comparison[value].length)}`,
        }))}
      />
      {comparison[side].length > MOST_ROWS && (
        <TextInput
          size="xs"
          mt={8}
          aria-label="Find edge"
          placeholder="Find, for example logits 9.9"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {edges.length === 0 && (
        <p className="nothing">{comparison[side].length === 0 ? 'None.' : 'No edge matches.'}</p>
      )}
      <VirtualRows
        count={edges.length}
        keyOf={(index) => edges[index].edge}
        rowHeight={ROW_PX}
        overscan={8}
        mostRows={MOST_ROWS}
        className={styles.edges}
        box={{ role: 'list', 'aria-label': `Edges, ${SIDE_LABELS[side]}` }}
        row={(index) => {
          const { edge, name } = edges[index]
          const sender = graph.senders[graph.edgeSender[edge]].name
          const receiver = graph.receivers[graph.edgeReceiver[edge]].node
          const roles = endsText(byNode, sender, receiver)
          return (
            <button
              type="button"
              className={styles.edge}
              title={roles ? `${name} (${roles})` : name}
              aria-pressed={selection?.kind === 'edge' && selection.edge === edge}
              onClick={() => onSelect({ kind: 'edge', edge })}
            >
              {shownEdgeName(name)} <EdgeRoleMarks sender={sender} receiver={receiver} />
            </button>
          )
        }}
      />
    </Section>
  )
}
