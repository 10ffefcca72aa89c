import { Button, Group } from '@mantine/core'
import { edgeName, receiverHookName, senderHookName, type ComputationalGraph } from '../../../engine/graph'
import { edgeValue, formatSigned, METRIC_LABEL } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { metricBefore } from '../../state/metric-before'
import { nodeTitle } from '../../state/node-title'
import { updateWorkbench } from '../../state/workbench'
import { formatMetric } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import { decisionText, edgeTitle, reasonText } from './describe-edge'
import { HookNames } from './hook-names'
import styles from './inspector.module.css'

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
  const choose = (node: string) => () => updateWorkbench({ selection: { kind: 'node', node } })
  return (
    <Section title="Edge">
      <h3 className={styles.name} title={`In files: ${edgeName(graph, edge)}`}>
        {edgeTitle(graph, edge)}
      </h3>
      {run && <Facts facts={run.detail.scores ? scoreFacts(run, edge) : decisionFacts(run, edge)} />}
      <Group gap={6} my={10}>
        <Button size="compact-xs" variant="default" onClick={choose(sender.name)}>
          Sender {nodeTitle(sender.name)}
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

function scoreFacts(run: LiveRun, edge: number): [string, string][] {
  return [
    ['Score', formatSigned(edgeValue(run, edge))],
    [
      run.summary.method === 'import' ? 'In circuit' : 'Among the top',
      run.state[edge] === KEPT ? 'yes' : 'no',
    ],
  ]
}

function decisionFacts(run: LiveRun, edge: number): [string, React.ReactNode][] {
  const metric = METRIC_LABEL[run.summary.metric]
  if (run.state[edge] === UNDECIDED) return [['Decision', 'undecided']]
  const effect = run.effect[edge] * run.detail.metricSense
  const wasMeasured = !Number.isNaN(run.delta[edge])
  const facts: [string, React.ReactNode][] = []
  if (!Number.isNaN(effect)) facts.push(['Path-patching effect', signed(effect)])
  if (wasMeasured) {
    facts.push([`${capitalised(metric)} before`, formatMetric(metricBefore(run, edge))])
    facts.push([`${capitalised(metric)} when cut`, formatMetric(run.metric[edge])])
    facts.push(['Change when cut', signed(run.delta[edge])])
  }
  facts.push(
    ['Decision', decisionText(run, edge)],
    ['Because', <span className={styles.prose}>{reasonText(run, edge)}</span>],
  )
  facts.push(['Step', String(run.step[edge] + 1)])
  return facts
}

function signed(value: number) {
  return <span className={value >= 0 ? styles.hurts : styles.helps}>{formatSigned(value)}</span>
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
