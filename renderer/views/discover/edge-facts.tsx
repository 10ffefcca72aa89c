import { Button, Group } from '@mantine/core'
import {
  edgeName,
  receiverHookName,
  senderHookName,
  shownNode,
  type ComputationalGraph,
} from '../../../engine/graph'
import { edgeStability } from '../../../contract'
import { discoverPart } from '../../methods/registry'
import { showEdgePanel } from '../../state/explain'
import { useSourceOf } from '../../state/explain-source'
import type { LiveRun } from '../../state/live-run'
import { useStability } from '../../state/stability'
import { updateWorkbench } from '../../state/workbench'
import { EdgeName } from '../../widgets/names'
import { Section } from '../../widgets/panes'
import { NodeRoleMark } from '../../widgets/role-mark'
import { FactGroupShown } from './fact-group'
import { HookNames } from './hook-names'
import { KeptOften } from './kept-often'
import styles from './edge-facts.module.css'

/** One edge: its numbers, how it was decided, and its two ends. */
export function EdgeFacts({
  graph,
  run,
  edge,
}: {
  graph: ComputationalGraph
  run: LiveRun | null
  edge: number
}) {
  const sender = graph.senders[graph.edgeSender[edge]]
  const receiver = graph.receivers[graph.edgeReceiver[edge]]
  const groups = run ? discoverPart(run.summary.method).edgeGroups(run, edge) : []
  const source = useSourceOf(run?.summary ?? null)
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const choose = (node: string) => () => updateWorkbench({ selection: { kind: 'node', node } })
  return (
    <Section title="Edge">
      <h3 className={styles.name}>
        <EdgeName edge={edgeName(graph, edge)} />
      </h3>
      <div className={styles.groups}>
        {groups.map((group) => (
          <FactGroupShown key={group.title} {...group} />
        ))}
      </div>
      {stability && <KeptOften stability={stability} {...edgeStability(stability, edge)} />}
      <Group gap={6} my={10}>
        {source && (
          <Button size="compact-xs" variant="default" onClick={() => showEdgePanel({ source, edge })}>
            Explain this edge
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={choose(sender.name)}>
          <NodeRoleMark node={sender.name} isCompact />
          Sender {shownNode(sender.name)}
        </Button>
        <Button size="compact-xs" variant="default" onClick={choose(receiver.node)}>
          <NodeRoleMark node={receiver.node} isCompact />
          Receiver {shownNode(receiver.node)}
        </Button>
      </Group>
      <HookNames
        hooks={[
          ['Sender hook', senderHookName(sender)],
          ['Receiver hook', receiverHookName(receiver)],
        ]}
      />
    </Section>
  )
}
