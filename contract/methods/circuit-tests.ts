import type { FoundOn } from '../found-on'
import type { MethodChoices } from './choices'

/** The hypothesis tests of a circuit (Shi et al. 2024, arXiv 2410.13032), in the order in which they are listed. */
export const CIRCUIT_TESTS = [
  'equivalence',
  'independence',
  'minimality',
  'sufficiency',
  'partialNecessity',
] as const
export type CircuitTestName = (typeof CIRCUIT_TESTS)[number]

/**
 * `idealised` tests ask for the perfect circuit, and their null hypothesis is that it is one: it passes unless the data
 * speak against it. `flexible` ones ask whether it is better than random circuits, and it passes only where that is shown.
 */
export const TEST_KIND = {
  equivalence: 'idealised',
  independence: 'idealised',
  minimality: 'idealised',
  sufficiency: 'flexible',
  partialNecessity: 'flexible',
} as const satisfies Record<CircuitTestName, 'idealised' | 'flexible'>

/** `undecided`: not rejected, and so few were drawn that it could not have been. */
export type TestVerdict = 'passes' | 'fails' | 'undecided'

/** What every test reports. */
export interface TestOutcome {
  statistic: number
  /** Prompts, or random circuits. */
  sampleSize: number
  pValue: number
  /** Holm's over the five tests. */
  correctedP: number
  /** No sample of this size gives a smaller p. */
  leastP: number
  verdict: TestVerdict
}

/** Statistic: |share of prompts on which the circuit outperforms the model - 1/2|, equal ones left out. */
export interface EquivalenceTest extends TestOutcome {
  better: number
  worse: number
  equal: number
}

/** Statistic: HSIC of the scores of the model and of what is left without the circuit. */
export interface IndependenceTest extends TestOutcome {
  /** Widths of the two Gaussian kernels; 0 where all scores are the same. */
  bandwidths: { model: number; complement: number }
}

/** Statistic: the smallest share of random added edges that an edge of the circuit matters more than. */
export interface MinimalityTest extends TestOutcome {
  /** The tested edges of the circuit, in the order of the graph. */
  edge: Int32Array
  /** [tested] how far knocking it out moves the circuit's scores. */
  effect: Float64Array
  /** [tested] how many of the added edges matter less. */
  beaten: Int32Array
  pValues: Float64Array
  /** [tested] Holm's over the tested edges. */
  correctedPs: Float64Array
  /** [draw] the same effect of a random edge that was added to the circuit, in the circuit with its path. */
  added: Float64Array
}

/** Statistic: the share of random circuits that this one does better than. */
export interface RandomCircuitsTest extends TestOutcome {
  /** How far the scores are from the model's: of the circuit (sufficiency), of what is left without it (necessity). */
  distance: number
  /** [draw] the same of random circuits. */
  random: Float64Array
  /** [draw] their edges: whole paths, so some have a few more than the circuit. */
  sizes: Int32Array
  beaten: number
}

/** Where random circuits are drawn that are knocked out of the model: outside of the circuit, or anywhere in the model. */
export const RANDOM_FROM = ['outside', 'anywhere'] as const
export type RandomFrom = (typeof RANDOM_FROM)[number]

/** What the p-values and verdicts depend on, as the configuration has it. */
export interface TestSettings {
  epsilon: number
  quantile: number
  alpha: number
  permutations: number
  randomFrom: RandomFrom
}

/** Distances and effects are root mean squares over prompts, in units of the metric. */
export interface CircuitTests {
  edges: number
  settings: TestSettings
  equivalence: EquivalenceTest
  independence: IndependenceTest
  minimality: MinimalityTest
  sufficiency: RandomCircuitsTest
  partialNecessity: RandomCircuitsTest
  /** [prompt] the metric of the whole model, of the circuit, and of the model without the circuit's edges. */
  scores: { model: Float64Array; circuit: Float64Array; complement: Float64Array }
  /** How many of the prompts the circuit was found on; null where that is not known. */
  foundOn: FoundOn | null
  choices: MethodChoices
}
