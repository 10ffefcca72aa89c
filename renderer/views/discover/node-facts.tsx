import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { nodeStability } from '../../../contract'
import { receiverHookName, senderHookName, shownNode, type ComputationalGraph } from '../../../engine/graph'
import { keptEdges } from '../../graph/draw-cap'
import { valueScale } from '../../state/edge-values'
import { showHeadPanel } from '../../state/explain'
import { useSourceOf } from '../../state/explain-source'
import type { LiveRun } from '../../state/live-run'
import { useOpenModelHash } from '../../state/roles'
import { isImported } from '../../state/finds'
import { useStability } from '../../state/stability'
import { NodeName } from '../../widgets/names'
import { Section } from '../../widgets/panes'
import { RoleEditor } from '../../widgets/role-editor'
import { EdgeRow, EdgeRowHead } from './edge-row'
import { HookNames } from './hook-names'
import { KeptOften } from './kept-often'
import styles from './node-facts.module.css'

/** One node: its hooks, and the kept edges into and out of it. */
export function NodeFacts({
  graph,
  run,
  node,
}: {
  graph: ComputationalGraph
  run: LiveRun | null
  node: string
}) {
  const modelHash = useHashOf(run)
  const source = useSourceOf(run?.summary ?? null)
  const sender = graph.senders.find((candidate) => candidate.name === node)
  const receivers = graph.receivers.filter((candidate) => candidate.node === node)
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const word = run?.excerpt?.kind === 'scores' ? 'Top' : 'Kept'
  const kept = useMemo(() => (run ? keptEdges(run) : []), [run])
  const incoming = kept.filter((edge) => graph.receivers[graph.edgeReceiver[edge]].node === node)
  const outgoing = kept.filter((edge) => graph.senders[graph.edgeSender[edge]].name === node)
  return (
    <>
      <Section title={kindOf(node)}>
        <h3 className={styles.name}>
          <NodeName node={node} />
        </h3>
        {source && sender?.kind === 'head' && (
          <Button
            size="compact-xs"
            variant="default"
            mb={8}
            onClick={() => showHeadPanel({ source, head: node })}
          >
            Explain {shownNode(node)}
          </Button>
        )}
        {stability && <KeptOften stability={stability} {...nodeStability(stability, node)} />}
        <HookNames
          hooks={[
            ...receivers.map((receiver): [string, string] => [
              receivers.length > 1 ? `Input hook ${receiver.kind}` : 'Input hook',
              receiverHookName(receiver),
            ]),
            ...(sender ? [['Output hook', senderHookName(sender)] as [string, string]] : []),
          ]}
        />
      </Section>
      {modelHash !== null && (
        <Section title="Role">
          <RoleEditor modelHash={modelHash} node={node} />
        </Section>
      )}
      {run && receivers.length > 0 && <EdgeList title={`${word} edges in`} run={run} edges={incoming} />}
      {run && sender && <EdgeList title={`${word} edges out`} run={run} edges={outgoing} />}
    </>
  )
}

/** Of the run's model; of the open one for an imported circuit, and without a run. */
function useHashOf(run: LiveRun | null): string | null {
  const open = useOpenModelHash()
  return run && !isImported(run.summary) ? (run.detail.provenance?.modelHash ?? null) : open
}

function EdgeList({ title, run, edges }: { title: string; run: LiveRun; edges: number[] }) {
  const { largest } = valueScale(run)
  return (
    <Section title={title} note={String(edges.length)}>
      {edges.length === 0 && <p className="dim">None.</p>}
      <EdgeRowHead run={run} edges={edges} />
      <div role="list" aria-label={title} className={styles.list} style={{ maxHeight: 240 }}>
        {edges.map((edge) => (
          <div key={edge} role="listitem">
            <EdgeRow run={run} edge={edge} largest={largest} isSelected={false} />
          </div>
        ))}
      </div>
    </Section>
  )
}

function kindOf(node: string): string {
  if (node === 'input') return 'Embedding'
  if (node === 'logits') return 'Output'
  return node.startsWith('m') ? 'MLP' : 'Attention head'
}
