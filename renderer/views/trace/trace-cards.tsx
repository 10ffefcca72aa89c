import { Button } from '@mantine/core'
import { edgeName, receiverHookName, senderHookName, type ComputationalGraph } from '../../../engine/graph'
import { Strip } from '../../plots/strip'
import { formatSigned } from '../../state/edge-values'
import { effectFacts } from '../../state/effect-facts'
import type { MethodRun } from '../../state/run-store'
import { effectsOfRow, worstByPatch, worstPrompt } from '../../state/sites'
import { promptName } from '../../state/prompt-name'
import { Facts, Section } from '../../widgets/panes'
import { HookNames } from '../discover/hook-names'
import styles from '../stages/stages.module.css'
import { lookAt } from './look-at'
import { slotLabel, type Traced, type TracedEdge } from './trace-data'

/** A patched path: base run + effect = patched. */
export function PathFacts({ traced, run }: { traced: Extract<Traced, { kind: 'path' }>; run: MethodRun }) {
  const { score } = traced
  return (
    <Section title="Path">
      <h3 className={styles.pathName}>{score.path}</h3>
      <div className={styles.sum}>
        <Facts facts={effectFacts({ ...run.summary, base: score.baseMetric, effect: score.effect })} />
      </div>
      <Spread effects={score.perPrompt} run={run} />
    </Section>
  )
}

interface EdgeFactsProps {
  graph: ComputationalGraph
  traced: Extract<Traced, { kind: 'edges' }>
  edge: TracedEdge
  run: MethodRun
}

export function TracedEdgeFacts({ graph, traced, edge, run }: EdgeFactsProps) {
  const from = graph.senders[graph.edgeSender[edge.edge]]
  const to = graph.receivers[graph.edgeReceiver[edge.edge]]
  return (
    <Section title="Edge">
      <h3 className={styles.pathName}>{edgeName(graph, edge.edge)}</h3>
      <div className={styles.sum}>
        <Facts
          facts={[
            ...effectFacts({ ...run.summary, base: traced.scores.baseMetric, effect: edge.score }),
            ['MLPs between', mlpsText(run)],
          ]}
        />
      </div>
      <HookNames
        hooks={[
          ['Sender hook', senderHookName(from)],
          ['Receiver hook', receiverHookName(to)],
        ]}
      />
      <Spread effects={effectsOfRow(traced.scores, edge.row)} run={run} />
      <div className={styles.chosenActions}>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => lookAt({ traceMode: 'from', sender: from.name })}
        >
          From {from.name}
        </Button>
        {from.kind === 'head' && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => lookAt({ traceMode: 'into', receiver: from.name })}
          >
            Into {slotLabel(graph, from.name)}
          </Button>
        )}
      </div>
    </Section>
  )
}

/** Said where it is not the effect of the edge alone. */
function mlpsText({ detail }: MethodRun): string | null {
  return detail.config?.method === 'edges' && detail.config.mlps === 'recomputed' ? 'recomputed' : null
}

/** One effect of each prompt, and the prompt that the patch left worst. */
function Spread({ effects, run }: { effects: Float64Array; run: MethodRun }) {
  if (effects.length === 0) return null
  const worst = worstPrompt(effects, run.detail.metricSense)
  const domain: [number, number] = [Math.min(0, ...effects), Math.max(0, ...effects)]
  return (
    <div className={styles.spread}>
      <Strip
        values={effects}
        domain={domain}
        marked={worst}
        width={220}
        label={`Effects on ${effects.length} prompts`}
      />
      <span className="dim" title={promptName(run.detail.config, worst).full}>
        {worstByPatch(run.summary.direction)}: {promptName(run.detail.config, worst).short},{' '}
        {formatSigned(effects[worst])}
      </span>
    </div>
  )
}
