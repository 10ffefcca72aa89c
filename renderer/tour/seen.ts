import { siteAt, type SiteScores } from '../../contract'
import { shownEdge, shownNode, type ComputationalGraph } from '../../engine/graph'
import { formatSigned } from '../state/edge-values'
import { KEPT, type LiveRun } from '../state/live-run'
import { promptName } from '../state/prompt-name'
import { formatAnswers, formatPromptText } from '../state/prompt-text'
import { rowIndex, rowsOf, byEffect, siteKey, siteTitle } from '../state/sites'
import { headline } from '../views/judge/judge-data'
import { formatFaithfulness } from '../widgets/faithfulness'
import { formatCount, formatMetric, formatPercent, formatPlural, formatThreshold } from '../widgets/format'
import type { TourFacts } from './facts'

/** What each step found, in about two sentences with the numbers of this run; null while it is not done. */

export function seenQuestion({ prompt }: TourFacts): string | null {
  if (!prompt) return null
  const wrong = prompt.wrongAnswers.length > 0 ? `, not “${formatAnswers(prompt.wrongAnswers)}”` : ''
  return `“${formatPromptText(prompt.clean)}” goes on with “${formatAnswers(prompt.answers)}”${wrong}. Which parts of this small trained model make that choice? The corrupt prompt, with other names, is what they are patched with.`
}

export function seenTask({ task }: TourFacts): string | null {
  if (!task) return null
  const { right, judged, meanClean, meanCorrupt } = task
  return `The model is right on ${formatCount(right)} of ${formatPlural(judged, 'prompt')}. It prefers the right name by ${short(meanClean)} logits after the clean prompts and by ${short(meanCorrupt)} after the corrupt ones: that difference is what a circuit has to explain.`
}

export function seenScreen({ screen }: TourFacts): string | null {
  if (!screen) return null
  const count = formatPlural(screen.effect.length, 'site')
  const row = strongestNode(screen)
  if (row === undefined) return `${count} estimated.`
  return `${count} estimated; the strongest node is ${nameOf(screen, row)}: with what it writes in the corrupt run, the logit difference would change by ${formatSigned(screen.effect[row])}. An estimate is not a measurement, so the strongest are measured next.`
}

export function seenChoice({ selected }: TourFacts): string | null {
  if (selected.length === 0) return null
  return `${formatPlural(selected.length, 'site')} chosen: ${listed(selected.map(siteTitle))}. They go along to the views that follow.`
}

export function seenConfirmed({ confirmed }: TourFacts): string | null {
  if (!confirmed) return null
  const { exact, agreement } = confirmed
  const [row] = byEffect(exact, [...exact.effect.keys()])
  if (row === undefined) return null
  const measured = `Measured exactly, ${nameOf(exact, row)} changes the logit difference by ${formatSigned(exact.effect[row])}`
  if (!agreement) return `${measured}, the most of ${formatPlural(exact.effect.length, 'site')}.`
  const at = rowIndex(agreement.estimate).get(siteKey(siteAt(exact, row)))
  const estimate = at === undefined ? '' : `; the estimate was ${formatSigned(agreement.estimate.effect[at])}`
  const { flagged } = agreement
  const far =
    flagged.length === 0
      ? 'No estimate is far from its measurement.'
      : `${formatCount(flagged.length)} of ${formatPlural(agreement.exact.effect.length, 'estimate')} ${flagged.length === 1 ? 'is' : 'are'} far off: there the model is not linear.`
  return `${measured}${estimate}. ${far}`
}

export function seenTraced({ traced, graph }: TourFacts): string | null {
  if (!traced || !graph) return null
  const [first] = traced
  if (!first) return 'No edge runs between the chosen nodes. ACDC looks at all edges of the model.'
  return `${formatPlural(traced.length, 'edge')} measured; the strongest is ${shownEdge(graph, first.edge)}: patched alone, it changes the logit difference by ${formatSigned(first.score)}. Such effects do not add up, so ACDC tests every edge in the circuit that is left.`
}

export function seenCircuit({ circuit }: TourFacts): string | null {
  if (!circuit) return null
  const { edgesTotal, threshold } = circuit.summary
  return `ACDC kept ${formatCount(circuit.kept)} of ${formatPlural(edgesTotal, 'edge')}. Each one that it tested and cut harmed the metric by less than τ = ${formatThreshold(threshold)} when its turn came; the bar below replays every decision.`
}

export function seenPinned({ pinned, circuit, graph }: TourFacts): string | null {
  if (!pinned || !circuit || !graph) return null
  if (pinned.kind === 'edge') {
    const { edge } = pinned
    const kept = circuit.state[edge] === KEPT ? 'was kept' : 'was cut'
    return `${shownEdge(graph, edge)} ${kept}; the inspector has its numbers. Click a node to see all that it reads and writes.`
  }
  const { into, outOf } = keptAround(circuit, graph, pinned.node)
  return `${shownNode(pinned.node)}: ${formatPlural(into, 'kept edge')} into it, ${formatCount(outOf)} out of it. The inspector lists them; u, d and p isolate what is upstream, downstream, or on any path through it.`
}

export function seenJudgement({ judged }: TourFacts): string | null {
  if (!judged) return null
  const { edges, faithfulness, randomFaithfulness, worstPrompt } = headline(judged.evaluation)
  const random =
    randomFaithfulness === null
      ? ''
      : `; as many edges drawn at random keep ${formatPercent(randomFaithfulness)}`
  const worst = worstPrompt
    ? ` A mean hides single prompts: the worst is ${promptName(judged.config, worstPrompt.row, judged.evaluation.split?.rows).short}, of which it keeps ${formatPercent(worstPrompt.faithfulness)}.`
    : ''
  return `Alone, the ${formatPlural(edges, 'edge')} keep ${formatFaithfulness(faithfulness)} of the model’s logit difference${random}.${worst}`
}

export function seenExplained({ explanation, view }: TourFacts): string | null {
  if (!explanation || view !== 'explain') return null
  const groups = explanation.circuit.groups.filter(({ kind }) => kind === 'role')
  if (groups.length === 0)
    return 'No number speaks for a known role of its heads. Each node has its own numbers all the same.'
  const names = groups.map(({ label, nodes }) => `${label}: ${listed(nodes.map(shownNode))}`)
  return `By their numbers, ${names.join('; ')}. Each group says why, and what its numbers leave open; any head opens with the prompts that it is of.`
}

export function seenAccepted({ accepted }: TourFacts): string | null {
  if (accepted.length === 0) return null
  const names = [...new Set(accepted.map(({ label }) => label))]
  return `You say ${listed(names)} of ${listed(accepted.map(({ node }) => shownNode(node)))}. It is kept with the model, and shown in every view, file and report.`
}

export function seenEnd(facts: TourFacts): string | null {
  const { circuit, judged, accepted } = facts
  if (!circuit) return null
  const share = judged
    ? `, which keep ${formatFaithfulness(headline(judged.evaluation).faithfulness)} of the logit difference`
    : ''
  const named =
    accepted.length > 0
      ? ` You named what ${formatPlural(accepted.length, 'of its nodes does', 'of its nodes do')}.`
      : ''
  return `A found, judged and explained circuit: ${formatPlural(circuit.kept, 'edge')}${share}.${named} Everything is in Runs; a second threshold or prompt set goes beside it in Compare.`
}

/** The head or MLP with the largest |effect|. */
export function strongestNode(scores: SiteScores): number | undefined {
  return byEffect(scores, [...rowsOf(scores, 'heads', 'whole'), ...rowsOf(scores, 'mlp', 'whole')])[0]
}

function nameOf(scores: SiteScores, row: number): string {
  return siteTitle(siteAt(scores, row))
}

function keptAround(
  circuit: LiveRun,
  graph: ComputationalGraph,
  node: string,
): { into: number; outOf: number } {
  let into = 0
  let outOf = 0
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (circuit.state[edge] !== KEPT) continue
    if (graph.senders[graph.edgeSender[edge]].name === node) outOf++
    if (graph.receivers[graph.edgeReceiver[edge]].node === node) into++
  }
  return { into, outOf }
}

const MOST_LISTED = 6

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
}

function short(value: number | null): string {
  return value === null ? formatMetric(value) : value.toFixed(2).replace('-', '−')
}
