import { useMemo } from 'react'
import { receiverHookName, senderHookName, type ComputationalGraph } from '../../../engine/graph'
import { keptEdges } from '../../graph/draw-cap'
import { valueScale } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { Section } from '../../widgets/panes'
import { EdgeRow, EdgeRowHead } from './edge-row'
import { HookNames } from './hook-names'
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
  const sender = graph.senders.find((candidate) => candidate.name === node)
  const receivers = graph.receivers.filter((candidate) => candidate.node === node)
  const kept = useMemo(() => (run ? keptEdges(run) : []), [run])
  const incoming = kept.filter((edge) => graph.receivers[graph.edgeReceiver[edge]].node === node)
  const outgoing = kept.filter((edge) => graph.senders[graph.edgeSender[edge]].name === node)
  return (
    <>
      <Section title={kindOf(node)}>
        <h3 className={styles.name}>{node}</h3>
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
      {run && receivers.length > 0 && <EdgeList title="Kept edges in" run={run} edges={incoming} />}
      {run && sender && <EdgeList title="Kept edges out" run={run} edges={outgoing} />}
    </>
  )
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
