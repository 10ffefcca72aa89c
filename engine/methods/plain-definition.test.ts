import { describe, expect, it } from 'vitest'
import { ABLATIONS, METRICS, type Ablation, type MetricName } from '../../contract'
import { plainEdges, plainRun } from '../../testing/plain/plain-edges'
import { meanOf, type Rows } from '../../testing/plain/plain-math'
import { plainDonors, plainMetric } from '../../testing/plain/plain-measures'
import { drawExperiment, type DrawnExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import type { PromptPair } from '../datasets'
import { Circuit, edgeName, shuffledEdges } from '../graph'
import { eap } from './eap/eap'
import { edgePatching } from './edges/edge-patching'
import { baseSide, graphOf } from '../experiment/experiment'
import { circuitCriteria } from './evaluate/circuit-criteria'
import { circuitCurves, MIB_SIZES } from './evaluate/circuit-curves'
import { evaluateCircuits } from './evaluate/evaluate-circuit'
import { chainPatching, pathPatching } from './path/path-patching'
import { resultOf } from '../experiment/progress'

/** Every ablation on random models of every kind, against the plain graph in float64. */

interface Plain {
  experiment: DrawnExperiment
  donors: Map<string, Rows>[]
  clean: Rows[]
}

/** A model of the seed's topology, with prompts on which the corrupt run shows. */
function drawn(seed: number): { experiment: DrawnExperiment; draw: Draw } {
  const draw = new Draw(seed)
  for (;;) {
    const experiment = drawExperiment(draw, TOPOLOGIES[seed % TOPOLOGIES.length])
    const plain = plainOf(experiment, 'resample')
    const [full, empty] = [withCut(plain, () => false), withCut(plain, () => true)]
    if (Math.abs(full('logit_diff') - empty('logit_diff')) > 1e-3) return { draw, experiment }
  }
}

const plainOf = (experiment: DrawnExperiment, ablation: Ablation): Plain => ({
  experiment,
  donors: plainDonors(experiment.plain, experiment.pairs, ablation),
  clean: experiment.pairs.map(({ clean }) => plainRun(experiment.plain, clean).logits),
})

/** The mean metric where each prompt's logits [pos][vocab] come from `logitsOf`. */
function measured(
  { experiment, clean }: Plain,
  logitsOf: (pair: PromptPair, prompt: number) => Rows,
): (metric: MetricName) => number {
  const logits = experiment.pairs.map((pair, prompt) => logitsOf(pair, prompt)[pair.answerPosition])
  return (metric) =>
    meanOf(
      experiment.pairs.map((pair, prompt) =>
        plainMetric(metric, logits[prompt], clean[prompt][pair.answerPosition], pair),
      ),
    )
}

/** Cut edges carry the donor's value. */
const withCut = (plain: Plain, isCut: (edge: string) => boolean) =>
  measured(plain, ({ clean }, prompt) => {
    const donor = plain.donors[prompt]
    return plainRun(plain.experiment.plain, clean, (sender, receiver, own) =>
      isCut(`${sender}->${receiver}`) ? donor.get(sender)! : own,
    ).logits
  })

/** Only the chain carries the donor's value: each node is made once more for the next one alone. */
const alongChain = (plain: Plain, path: string) =>
  measured(plain, ({ clean }, prompt) => {
    const nodes = path.split('->')
    let brought = plain.donors[prompt].get(nodes[0])!
    for (let i = 1; ; i++) {
      const [from, to] = [nodes[i - 1].replace(/<.>$/, ''), nodes[i]]
      const run = plainRun(plain.experiment.plain, clean, (sender, receiver, own) =>
        sender === from && receiver === to ? brought : own,
      )
      if (i === nodes.length - 1) return run.logits
      brought = run.senders.get(to.replace(/<.>$/, ''))!
    }
  })

/** The sender carries the donor's value, other heads are those of the clean run, MLPs are recomputed. */
const throughMlps = (plain: Plain, edge: string) =>
  measured(plain, ({ clean }, prompt) => {
    const [from, to] = edge.split('->')
    const base = plainRun(plain.experiment.plain, clean).senders
    const read = new Map<string, Rows>()
    plainRun(plain.experiment.plain, clean, (sender, receiver, own) => {
      const isHead = sender.startsWith('a')
      const value = sender === from ? plain.donors[prompt].get(sender)! : isHead ? base.get(sender)! : own
      if (receiver === to) read.set(sender, value)
      return value
    })
    return plainRun(plain.experiment.plain, clean, (sender, receiver, own) =>
      receiver === to ? read.get(sender)! : own,
    ).logits
  })

/** Logits of models without norms are large: float32 steps by more there. */
const expectClose = (found: number, expected: number, what: string) =>
  expect(Math.abs(found - expected), what).toBeLessThan(2e-5 * Math.max(1, Math.abs(expected)))

const SEEDS = seedsFrom(7003, TOPOLOGIES.length)

describe.each(SEEDS)('on the random model of seed %i', (seed) => {
  it.each(ABLATIONS)('%s: circuits, their curves, completeness and minimality', async (ablation) => {
    const { experiment, draw } = drawn(seed)
    const plain = plainOf(experiment, ablation)
    const graph = graphOf(experiment.config)
    const names = Array.from({ length: graph.edgeCount }, (_, edge) => edgeName(graph, edge))
    expect([...names].sort()).toEqual(plainEdges(experiment.plain).sort())
    const circuit = Circuit.of(
      graph.edgeCount,
      names.flatMap((_, edge) => (draw.below(3) > 0 ? [edge] : [])),
    )
    const kept = new Set(Array.from(circuit.edges(), (edge) => names[edge]))
    const { reports, baseline } = await resultOf(evaluateCircuits(experiment, [circuit], ablation))
    const values = withCut(plain, (edge) => !kept.has(edge))
    const [fulls, empties] = [withCut(plain, () => false), withCut(plain, () => true)]
    for (const metric of METRICS) {
      expectClose(reports[0].measurement.mean[metric], values(metric), metric)
      expectClose(baseline.clean.mean[metric], fulls(metric), metric)
      expectClose((baseline.empty ?? baseline.corrupt).mean[metric], empties(metric), metric)
    }
    const logitDiff = (isKept: (edge: string) => boolean) =>
      withCut(plain, (edge) => !isKept(edge))('logit_diff')
    const untouched = (edge: string, gone: readonly string[]) =>
      !edge.split('->').some((node) => gone.includes(node.replace(/<.>$/, '')))
    const criteria = await resultOf(circuitCriteria(experiment, circuit, { draws: 2, ablation }))
    const whole = logitDiff((edge) => kept.has(edge))
    for (const { node, without, change } of criteria.minimality.slice(-2)) {
      const value = logitDiff((edge) => kept.has(edge) && untouched(edge, [node]))
      expectClose(without, value, node)
      expectClose(change, value - whole, node)
    }
    for (const { without, circuit: inCircuit, model, incompleteness } of criteria.completeness) {
      const values = [
        logitDiff((edge) => kept.has(edge) && untouched(edge, without)),
        logitDiff((edge) => untouched(edge, without)),
      ]
      expectClose(inCircuit, values[0], without.join())
      expectClose(model, values[1], without.join())
      expectClose(incompleteness, Math.abs(values[0] - values[1]), without.join())
    }
    const [full, empty] = [fulls('logit_diff'), empties('logit_diff')]
    expect(Math.abs(full - empty)).toBeGreaterThan(1e-3)
    const scores = draw.values(graph.edgeCount, 1)
    const curves = await resultOf(
      circuitCurves(experiment, { scores, meaning: null, randomDraws: 1, seed: 3, ablation }),
    )
    const orders = [
      [...names.keys()].sort((a, b) => Math.abs(scores[b]) - Math.abs(scores[a])),
      [...shuffledEdges(names.length, 3)],
    ]
    for (const [i, curve] of [curves.absolute, curves.random[0]].entries()) {
      const values = MIB_SIZES.map((part) => {
        const first = new Set(orders[i].slice(0, Math.floor(part * names.length)).map((edge) => names[edge]))
        return (logitDiff((edge) => first.has(edge)) - empty) / (full - empty)
      })
      const area = (heights: number[]) =>
        MIB_SIZES.slice(1).reduce(
          (all, part, n) => all + ((part - MIB_SIZES[n]) * (heights[n] + heights[n + 1])) / 2,
          0,
        )
      const scale = Math.max(1, 1 / Math.abs(full - empty))
      expect(Math.abs(curve.cpr - area(values))).toBeLessThan(1e-4 * scale)
      expect(Math.abs(curve.cmd - area(values.map((value) => Math.abs(1 - value))))).toBeLessThan(
        1e-4 * scale,
      )
    }
  })

  it.each(ABLATIONS)('%s: edges, paths of many steps, MLPs recomputed', async (ablation) => {
    const { experiment, draw } = drawn(seed)
    const plain = plainOf(experiment, ablation)
    const edges = plainEdges(experiment.plain)
    const options = { direction: 'noising', ablation } as const
    const graph = graphOf(experiment.config)
    const drawnEdges = [draw.below(graph.edgeCount), draw.below(graph.edgeCount)]
    const some = [...new Set(drawnEdges)].sort((a, b) => a - b)
    const patched = some.map((edge) => withCut(plain, (one) => one === edgeName(graph, edge)))
    for (const metric of METRICS) {
      const { scores } = await resultOf(edgePatching(experiment, { ...options, metric, edges: some }))
      for (const [i, edge] of some.entries())
        expectClose(scores.baseMetric + scores.score[i], patched[i](metric), edgeName(graph, edge))
    }
    for (let i = 0; i < 4; i++) {
      const path = drawnPath(draw, edges)
      const edge = draw.of(edges)
      const [sender, receiver] = edge.split('->')
      const nodes = { senders: [sender], receivers: [receiver], mlps: 'recomputed' } as const
      const [chained, recomputed] = [alongChain(plain, path), throughMlps(plain, edge)]
      for (const metric of METRICS) {
        const { score } = await resultOf(chainPatching(experiment, { ...options, metric, path }))
        expectClose(score.value, chained(metric), path)
        const found = await resultOf(pathPatching(experiment, { ...options, metric, ...nodes }))
        expectClose(found.score.value, recomputed(metric), edge)
      }
    }
  })
})

const DIRECTED = [
  ...ABLATIONS.map((ablation) => ({ ablation, direction: 'noising' as const })),
  { ablation: 'resample' as const, direction: 'denoising' as const },
]

describe.each(SEEDS)('on the random model of seed %i', (seed) => {
  it.each(DIRECTED)('$ablation, $direction: EAP is the slope of the plain graph', async (choice) => {
    const { experiment, draw } = drawn(seed)
    const base = baseSide(choice.direction)
    const plain = plainOf(experiment, choice.ablation)
    const donors =
      base === 'clean'
        ? plain.donors
        : experiment.pairs.map(({ clean }) => plainRun(experiment.plain, clean).senders)
    const graph = graphOf(experiment.config)
    const metric = draw.of(['logit_diff', 'nll', 'prob_diff'] as const)
    const { scores } = await resultOf(eap(experiment, { metric, ...choice }))
    for (let i = 0; i < 6; i++) {
      const edge = draw.below(graph.edgeCount)
      const name = edgeName(graph, edge)
      const at = (step: number) =>
        measured(plain, (pair, prompt) => {
          return plainRun(experiment.plain, pair[base], (sender, receiver, own) => {
            if (`${sender}->${receiver}` !== name) return own
            const donor = donors[prompt].get(sender)!
            return own.map((row, pos) => row.map((x, d) => x + step * (donor[pos][d] - x)))
          }).logits
        })(metric)
      // So small that hardly a value is near enough to a kink of ReLU or of a limit.
      const step = 1e-6
      const slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
      expectClose(scores.score[edge], slope, name)
    }
  })
})

/** A walk along edges to the logits, from anywhere. */
function drawnPath(draw: Draw, edges: readonly string[]): string {
  let path = draw.of(edges)
  for (;;) {
    const end = path.split('->').at(-1)!
    if (end === 'logits' || draw.below(6) === 0) return path
    const next = edges.filter((edge) => edge.startsWith(`${end.replace(/<.>$/, '')}->`))
    path += `->${draw.of(next).split('->')[1]}`
  }
}
