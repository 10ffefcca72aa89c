import {
  METRIC_SENSE,
  type Ablation,
  type Baselines,
  type CircuitTests,
  type Measurement,
  type MetricName,
  type TestSettings,
} from '../../../contract'
import { graphOf, type Experiment } from '../../experiment/experiment'
import type { Method } from '../../experiment/progress'
import { Circuit } from '../../graph'
import { measureCircuits, type JudgedEdges } from '../evaluate'
import { complementOf, drawnCircuits, type Drawing } from './drawn-circuits'
import { independenceTest } from './independence'
import {
  correctedTests,
  equivalenceOf,
  independenceOf,
  minimalityOf,
  necessityOf,
  sufficiencyOf,
} from './test-outcomes'

export interface CircuitTestsOptions extends Partial<Drawing>, Partial<TestSettings> {
  circuit: JudgedEdges
  /** What a run is scored by; not kl, by which nothing can outperform the model. */
  metric: MetricName
  /** What edges outside a circuit carry. */
  ablation?: Ablation
}

export interface TestedCircuit {
  tests: Omit<CircuitTests, 'choices'>
  baseline: Baselines
  /** Of the circuit. */
  measurement: Measurement
  edges: Int32Array
  /** Circuits that were measured. */
  measured: number
}

/**
 * The hypothesis tests of Shi et al. 2024 (arXiv 2410.13032) on the prompts of the experiment: whether the circuit scores as
 * the model does (equivalence), whether the model without it no longer does the task (independence), whether it has an
 * edge too many (minimality), and how it compares with random circuits of its size, alone (sufficiency) and taken out
 * (partial necessity). docs/methods.md has the null hypotheses.
 * @throws PatchbayError (bad-input) where the model or a circuit gives no numbers, or nothing can be kept.
 */
export async function* circuitTests(
  experiment: Experiment,
  options: CircuitTestsOptions,
): Method<'tests', TestedCircuit> {
  const { metric, ablation, draws = 100, testedEdges = 500, randomFrom = 'outside', seed = 1 } = options
  const { epsilon = 0.1, quantile = 0.9, alpha = 0.05, permutations = 1000 } = options
  const graph = graphOf(experiment.config)
  const circuit = Circuit.of(graph.edgeCount, options.circuit.edges)
  const drawn = drawnCircuits(graph, circuit, { draws, testedEdges, randomFrom, seed })
  const { edges, knockedOut, inflated, deflated, random, withoutRandom, sizes } = drawn
  const wanted = [knockedOut, inflated, deflated, random, withoutRandom]
  const isLogitDiff = metric === 'logit_diff'
  const { baseline, measurements, logitDiffs } = yield* measureCircuits(experiment, {
    whole: [circuit, complementOf(circuit), ...(isLogitDiff ? [] : wanted.flat())],
    logitDiffs: isLogitDiff ? wanted.flat() : [],
    ablation,
  })
  const [own, complement, ...others] = measurements.map(({ perPrompt }) => perPrompt[metric])
  const left = isLogitDiff ? [...logitDiffs] : others
  const [ofKnockedOut, ofInflated, ofDeflated, ofRandom, ofWithoutRandom] = wanted.map(({ length }) =>
    left.splice(0, length),
  )
  const model = baseline.clean.perPrompt[metric]
  yield { type: 'stage', stage: 'testing independence' }
  const independence = yield* inPieces(
    independenceTest(model, complement, { permutations, random: drawn.next }),
    permutations,
  )
  const from = (scores: Float64Array, all: readonly Float64Array[]) =>
    Float64Array.from(all, (each) => distanceOf(scores, each))
  const added = Float64Array.from(ofInflated, (scores, draw) => distanceOf(scores, ofDeflated[draw]))
  const tests = correctedTests(
    {
      equivalence: equivalenceOf(own, model, { sense: METRIC_SENSE[metric], epsilon }),
      independence: independenceOf(independence, permutations),
      minimality: minimalityOf(edges, from(own, ofKnockedOut), { added, quantile }),
      sufficiency: sufficiencyOf(distanceOf(model, own), {
        ...{ random: from(model, ofRandom), sizes: sizes.random, quantile },
      }),
      partialNecessity: necessityOf(distanceOf(model, complement), {
        ...{ random: from(model, ofWithoutRandom), sizes: sizes.withoutRandom, quantile },
      }),
    },
    { alpha },
  )
  return {
    tests: {
      edges: circuit.size,
      settings: { epsilon, quantile, alpha, permutations, randomFrom },
      ...tests,
      scores: { model, circuit: own, complement },
      foundOn: options.circuit.foundOn ?? null,
    },
    ...{ baseline, measurement: measurements[0], edges: circuit.edges(), measured: wanted.flat().length + 2 },
  }
}

/** Root mean square over prompts. */
function distanceOf(a: Float64Array, b: Float64Array): number {
  const squares = a.reduce((sum, value, prompt) => sum + (value - b[prompt]) ** 2, 0)
  return Math.sqrt(squares / a.length)
}

async function* inPieces<Answer>(test: Generator<number, Answer>, total: number): Method<'tests', Answer> {
  for (;;) {
    const step = test.next()
    if (step.done) return step.value
    yield { type: 'progress', done: step.value, total }
  }
}
