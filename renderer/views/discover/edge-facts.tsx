import { Button, Group } from '@mantine/core'
import { edgeName, receiverHookName, senderHookName, type ComputationalGraph } from '../../../engine/graph'
import { discoverPart } from '../../methods/registry'
import type { LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import { Facts, Section } from '../../widgets/panes'
import type { FactGroup } from './edge-groups'
import { HookNames } from './hook-names'
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
  const choose = (node: string) => () => updateWorkbench({ selection: { kind: 'node', node } })
  return (
    <Section title="Edge">
      <h3 className={styles.name}>{edgeName(graph, edge)}</h3>
      <div className={styles.groups}>
        {groups.map((group) => (
          <EdgeFactGroup key={group.title} {...group} />
        ))}
      </div>
      <Group gap={6} my={10}>
        <Button size="compact-xs" variant="default" onClick={choose(sender.name)}>
          Sender {sender.name}
        </Button>
        <Button size="compact-xs" variant="default" onClick={choose(receiver.node)}>
          Receiver {receiver.node}
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

function EdgeFactGroup({ title, facts }: FactGroup) {
  return (
    <>
      <h4 className={styles.group}>{title}</h4>
      <Facts facts={facts} />
    </>
  )
}
