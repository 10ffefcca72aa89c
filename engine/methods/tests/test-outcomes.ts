import {
  CIRCUIT_TESTS,
  TEST_KIND,
  type CircuitTestName,
  type EquivalenceTest,
  type IndependenceTest,
  type MinimalityTest,
  type RandomCircuitsTest,
  type TestOutcome,
  type TestSettings,
  type TestVerdict,
} from '../../../contract'
import { asFarFromHalf, atLeast, atMost } from './binomial'
import { holm } from './holm'
import { leastIndependenceP, SAME, type Independence } from './independence'

/** A test before all are corrected together. */
type Uncorrected<Test extends TestOutcome> = Omit<Test, 'correctedP' | 'verdict'>

export interface UncorrectedTests {
  equivalence: Uncorrected<EquivalenceTest>
  independence: Uncorrected<IndependenceTest>
  minimality: Uncorrected<MinimalityTest>
  sufficiency: Uncorrected<RandomCircuitsTest>
  partialNecessity: Uncorrected<RandomCircuitsTest>
}

export interface CorrectedTests {
  equivalence: EquivalenceTest
  independence: IndependenceTest
  minimality: MinimalityTest
  sufficiency: RandomCircuitsTest
  partialNecessity: RandomCircuitsTest
}

/** `sense` is the metric's: -1 where a larger score is better. */
export function equivalenceOf(
  circuit: Float64Array,
  model: Float64Array,
  { sense, epsilon }: { sense: 1 | -1; epsilon: number },
): Uncorrected<EquivalenceTest> {
  const sides = Array.from(circuit, (score, prompt) =>
    isLess(score, model[prompt]) ? -1 : isLess(model[prompt], score) ? 1 : 0,
  )
  const [below, above] = [-1, 1].map((wanted) => sides.filter((side) => side === wanted).length)
  const [better, worse] = sense === -1 ? [above, below] : [below, above]
  const [different, all] = [better + worse, sides.length]
  return {
    statistic: different === 0 ? 0 : Math.abs(better / different - 0.5),
    sampleSize: all,
    pValue: asFarFromHalf(better, different, epsilon),
    // Prompts on which both score the same could have differed.
    leastP: asFarFromHalf(0, all, epsilon),
    ...{ better, worse, equal: all - different },
  }
}

export function independenceOf(
  { hsic, pValue, prompts, bandwidths: [model, complement] }: Independence,
  permutations: number,
): Uncorrected<IndependenceTest> {
  // Scores of the model that are all the same depend on nothing.
  const leastP = model === 0 ? 1 : leastIndependenceP(prompts, permutations)
  return { statistic: hsic, sampleSize: prompts, pValue, leastP, bandwidths: { model, complement } }
}

/** `effect` [tested edge] and `added` [draw] are effects of knocking an edge out. */
export function minimalityOf(
  edge: Int32Array,
  effect: Float64Array,
  { added, quantile }: { added: Float64Array; quantile: number },
): Uncorrected<MinimalityTest> {
  const draws = added.length
  const beaten = Int32Array.from(effect, (one) => countOf(added, (other) => isLess(other, one)))
  const pValues = Float64Array.from(beaten, (count) => atMost(count, draws, quantile))
  const correctedPs = holm(pValues)
  return {
    statistic: draws === 0 ? 0 : Math.min(...beaten) / draws,
    sampleSize: draws,
    pValue: Math.min(...correctedPs),
    leastP: Math.min(1, edge.length * atMost(0, draws, quantile)),
    ...{ edge, effect, beaten, pValues, correctedPs, added },
  }
}

interface AgainstRandom {
  random: Float64Array
  sizes: Int32Array
  quantile: number
  /** Whether the circuit does better than a random one by their distances. */
  isBetter(distance: number, ofRandom: number): boolean
}

function randomCircuitsOf(
  distance: number,
  { random, sizes, quantile, isBetter }: AgainstRandom,
): Uncorrected<RandomCircuitsTest> {
  // Circuits of no edges are nothing to do better than: there was none to draw.
  const isEmpty = sizes.every((size) => size === 0)
  const beaten = isEmpty ? 0 : countOf(random, (other) => isBetter(distance, other))
  const draws = random.length
  return {
    statistic: beaten / draws,
    sampleSize: draws,
    pValue: atLeast(beaten, draws, quantile),
    leastP: isEmpty ? 1 : atLeast(draws, draws, quantile),
    ...{ distance, random, sizes, beaten },
  }
}

export const sufficiencyOf = (distance: number, random: Omit<AgainstRandom, 'isBetter'>) =>
  randomCircuitsOf(distance, { ...random, isBetter: isLess })

export const necessityOf = (distance: number, random: Omit<AgainstRandom, 'isBetter'>) =>
  randomCircuitsOf(distance, { ...random, isBetter: (own, other) => isLess(other, own) })

/** Holm's correction over the five, and what follows from it. */
export function correctedTests(
  tests: UncorrectedTests,
  { alpha }: Pick<TestSettings, 'alpha'>,
): CorrectedTests {
  const corrected = holm(CIRCUIT_TESTS.map((name) => tests[name].pValue))
  const decided = CIRCUIT_TESTS.map((name, at) => {
    const { leastP } = tests[name]
    const verdict = verdictOf(name, corrected[at], { leastP, alpha })
    return [name, { ...tests[name], correctedP: corrected[at], verdict }] as const
  })
  return Object.fromEntries(decided) as unknown as CorrectedTests
}

function verdictOf(
  name: CircuitTestName,
  correctedP: number,
  { leastP, alpha }: { leastP: number; alpha: number },
): TestVerdict {
  const isIdealised = TEST_KIND[name] === 'idealised'
  if (correctedP <= alpha) return isIdealised ? 'fails' : 'passes'
  // The correction makes the least p of all so many times larger.
  if (leastP * CIRCUIT_TESTS.length > alpha) return 'undecided'
  return isIdealised ? 'passes' : 'fails'
}

/** Scores apart by less than float32 can say are equal, and equal ones never speak for the circuit. */
function isLess(a: number, b: number): boolean {
  return a < b - SAME * Math.max(1, Math.abs(a), Math.abs(b))
}

function countOf(values: Float64Array, isCounted: (value: number) => boolean): number {
  let count = 0
  for (const value of values) if (isCounted(value)) count++
  return count
}
