import { worstPromptOf, type RunDetail } from '../../../contract'
import { buildGraph, edgeName } from '../../../engine'
import { numberText, signedText } from './numbers'
import { table } from './output'
import { durationText } from './progress-line'
import { promptText } from './prompt-text'

/** What ACDC found, for people; the edges themselves where no file has them. */
export function circuitText(detail: RunDetail, withEdges: boolean): string {
  const { summary: run, measurements, config } = detail
  const worst = worstPromptOf(measurements)
  const lines = [
    `${run.name} (id ${run.id}) done in ${durationText(run.elapsedMs)}: ${run.edgesKept} of ${run.edgesTotal} edges kept, ${run.testsRun} tests.`,
    `${run.metric}: ${numberText(run.metricInitial)} with every edge, ${numberText(run.metricFinal)} with the circuit.`,
    `faithfulness of logit_diff: ${numberText(run.faithfulness)}${worst ? `; worst prompt ${numberText(worst.faithfulness)}, ${promptText(config, worst.row)}` : ''}`,
  ]
  if (run.borderline > 0) lines.push(`${run.borderline} borderline: within 1e-5 of the threshold.`)
  return withEdges ? [...lines, ...edgeLines(detail)].join('\n') : lines.join('\n')
}

function edgeLines({ summary, shape, decisions, effects }: RunDetail): string[] {
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
    `The kept edges. Effect: patched ${summary.metric} - clean ${summary.metric}, that edge alone in the whole model. Harm of removal, which decided: how much worse ${summary.metric} got when it was cut from the circuit.`,
    table(['EDGE', 'EFFECT', 'HARM OF REMOVAL'], rows),
  ]
}
