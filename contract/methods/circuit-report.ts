import { buildGraph, edgeName } from '../../engine/graph'
import { forkText } from '../start-from'
import { worstPromptOf } from '../faithfulness'
import type { Report, ReportBlock, ReportedRun } from './report'
import { numberText, promptText, signedText } from './texts'

/** The circuit that a run kept, for people; the edges themselves where no file has them. */
export function circuitReport(run: ReportedRun, withEdges: boolean): Report {
  const { summary, measurements, config, provenance } = run
  const { metric, metricInitial, metricFinal, faithfulness, borderline } = summary
  const worst = worstPromptOf(measurements)
  const worstText = worst
    ? `; worst prompt ${numberText(worst.faithfulness)}, ${promptText(config, worst.row)}`
    : ''
  return {
    outcome: `${summary.edgesKept} of ${summary.edgesTotal} edges kept, ${summary.testsRun} tests`,
    blocks: [
      ...(provenance?.fork ? [`forked from ${forkText(provenance.fork)}`] : []),
      `${metric}: ${numberText(metricInitial)} with every edge, ${numberText(metricFinal)} with the circuit.`,
      `faithfulness of logit_diff: ${numberText(faithfulness)}${worstText}`,
      ...(borderline > 0 ? [`${borderline} borderline: within 1e-5 of the threshold.`] : []),
      ...(withEdges ? keptEdges(run) : []),
    ],
  }
}

function keptEdges({ summary: { metric }, shape, decisions, effects }: ReportedRun): ReportBlock[] {
  const graph = buildGraph(shape)
  const effectOf = new Map(Array.from(effects.edge, (edge, row) => [edge, effects.effect[row]]))
  const kept = Array.from(decisions.edge, (edge, row) => ({ edge, delta: decisions.delta[row] }))
    .filter((_, row) => decisions.kept[row] === 1)
    .sort((a, b) => a.edge - b.edge)
  if (kept.length === 0) return []
  const rows = kept.map(({ edge, delta }) => [
    edgeName(graph, edge),
    signedText(effectOf.get(edge) ?? null),
    signedText(delta),
  ])
  return [
    `The kept edges. Effect: patched ${metric} - clean ${metric}, that edge alone in the whole model. Harm of removal, which decided: how much worse ${metric} got when it was cut from the circuit.`,
    { head: ['EDGE', 'EFFECT', 'HARM OF REMOVAL'], rows },
  ]
}
