import { randomNumbers } from '../rank-edges'

/** Bootstrap draws, and the seed of them: an interval is the same whenever it is computed. */
const DRAWS = 1_000
const SEED = 1
/** The ends of a 95 % interval. */
const [LOW, HIGH] = [0.025, 0.975]
/** Of fewer samples no interval is given: there are too few different draws of them. */
export const MIN_SAMPLES_OF_INTERVAL = 5

/** A mean over pairs of circuits, and its 95 % interval; no interval of too few samples. */
export interface MeanJaccard {
  mean: number
  interval: { low: number; high: number } | null
}

/** How alike pairs of circuits are. */
export interface PairsAlike {
  pairs: number
  edges: MeanJaccard
  nodes: MeanJaccard
}

/** Pairs of circuits, by their positions, with their Jaccard indices. */
export interface JaccardPairs {
  first: number[]
  second: number[]
  edges: number[]
  nodes: number[]
}

/**
 * The mean over the pairs with a percentile bootstrap interval. Pairs are not independent, since a circuit is in many of them:
 * what is drawn with replacement are the samples, `sampleOf` [circuit], each with all circuits found on it. A pair counts as
 * often as both of its circuits were drawn together; a circuit is never paired with a copy of itself. null without pairs.
 */
export async function meanJaccard(
  pairs: JaccardPairs,
  sampleOf: readonly number[],
  breathe: () => Promise<void>,
): Promise<PairsAlike | null> {
  const count = pairs.first.length
  if (count === 0) return null
  const mean = weightedMeans(pairs, () => 1)!
  const samples = new Set([...pairs.first, ...pairs.second].map((circuit) => sampleOf[circuit])).size
  const draws = samples < MIN_SAMPLES_OF_INTERVAL ? null : await drawnMeans(pairs, sampleOf, breathe)
  return {
    pairs: count,
    edges: { mean: mean.edges, interval: draws && intervalOf(draws.map(({ edges }) => edges)) },
    nodes: { mean: mean.nodes, interval: draws && intervalOf(draws.map(({ nodes }) => nodes)) },
  }
}

interface Means {
  edges: number
  nodes: number
}

async function drawnMeans(
  pairs: JaccardPairs,
  sampleOf: readonly number[],
  breathe: () => Promise<void>,
): Promise<Means[]> {
  const [one, other] = [pairs.first, pairs.second].map((of) =>
    Int32Array.from(of, (circuit) => sampleOf[circuit]),
  )
  const samples = [...new Set([...one, ...other])]
  const random = randomNumbers(SEED)
  const drawn = new Int32Array(Math.max(...samples) + 1)
  const means: Means[] = []
  const weight = (pair: number) =>
    one[pair] === other[pair] ? drawn[one[pair]] : drawn[one[pair]] * drawn[other[pair]]
  for (let draw = 0; draw < DRAWS; draw++) {
    drawn.fill(0)
    for (let i = 0; i < samples.length; i++) drawn[samples[Math.floor(random() * samples.length)]]++
    const drawnMean = weightedMeans(pairs, weight)
    // Nothing but copies of one sample, which make a pair of none.
    if (drawnMean) means.push(drawnMean)
    if (draw % 8 === 0) await breathe()
  }
  return means
}

/** null where nothing weighs anything. */
function weightedMeans(
  { first, edges, nodes }: JaccardPairs,
  weight: (pair: number) => number,
): Means | null {
  let [sumOfEdges, sumOfNodes, sum] = [0, 0, 0]
  for (let pair = 0; pair < first.length; pair++) {
    const by = weight(pair)
    sum += by
    sumOfEdges += by * edges[pair]
    sumOfNodes += by * nodes[pair]
  }
  return sum === 0 ? null : { edges: sumOfEdges / sum, nodes: sumOfNodes / sum }
}

function intervalOf(means: number[]): { low: number; high: number } {
  const sorted = Float64Array.from(means).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]
  return { low: at(LOW), high: at(HIGH) }
}
