/** Scores that differ by less, relative to their size, are the same: float32 gives no more digits. */
export const SAME = 1e-5

/** More prompts than this are sampled: kernels take their square. */
const MOST_PROMPTS = 1000
/** After so many permutations a run may be paused. */
const AT_ONCE = 50

export interface Independence {
  /** HSIC, biased: trace(K H L H) / (n - 1)^2 with Gaussian kernels. */
  hsic: number
  pValue: number
  /** How many prompts it is of. */
  prompts: number
  /** 0 where all scores are the same. */
  bandwidths: [number, number]
}

/**
 * Whether two scores of the same prompts are independent: HSIC (Gretton et al. 2007) with the median distance as width of each
 * kernel, against permutations of the prompts. p counts the observed one among them, so that it is never 0.
 * Yields how many permutations are done.
 */
export function* independenceTest(
  x: Float64Array,
  y: Float64Array,
  { permutations, random }: { permutations: number; random: () => number },
): Generator<number, Independence> {
  const rows = someRows(x.length, random)
  const [first, second] = [x, y].map((values) => kernelOf(Float64Array.from(rows, (row) => values[row])))
  const n = rows.length
  const bandwidths: [number, number] = [first.width, second.width]
  if (first.width === 0 || second.width === 0) return { hsic: 0, pValue: 1, prompts: n, bandwidths }
  centre(first.kernel, n)
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  const observed = productOf(first.kernel, second.kernel, order)
  let asLarge = 0
  for (let done = 0; done < permutations; done++) {
    shuffle(order, random)
    // An order that leaves all in place gives the same sum but for the last digits.
    if (productOf(first.kernel, second.kernel, order) >= observed * (1 - 1e-12)) asLarge++
    if ((done + 1) % AT_ONCE === 0) yield done + 1
  }
  const pValue = (1 + asLarge) / (1 + permutations)
  return { hsic: observed / (n - 1) ** 2, pValue, prompts: n, bandwidths }
}

/** The smallest p that so many prompts and permutations can give. */
export function leastIndependenceP(prompts: number, permutations: number): number {
  let orders = 1
  for (let k = 2; k <= prompts && orders <= permutations; k++) orders *= k
  return Math.max(1 / orders, 1 / (1 + permutations))
}

function someRows(count: number, random: () => number): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, row) => row)
  if (count <= MOST_PROMPTS) return rows
  shuffle(rows, random)
  return rows.slice(0, MOST_PROMPTS).sort()
}

/** [n, n] Gaussian kernel. */
function kernelOf(values: Float64Array): { kernel: Float64Array; width: number } {
  const n = values.length
  const width = medianDistance(values)
  const kernel = new Float64Array(width === 0 ? 0 : n * n)
  if (width === 0) return { kernel, width }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      kernel[i * n + j] = Math.exp(-((values[i] - values[j]) ** 2) / (2 * width ** 2))
  return { kernel, width }
}

/** Of all pairs that differ; 0 where none does. */
function medianDistance(values: Float64Array): number {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  const distances: number[] = []
  for (let i = 0; i < values.length; i++)
    for (let j = 0; j < i; j++) {
      const distance = Math.abs(values[i] - values[j])
      if (distance > SAME * size) distances.push(distance)
    }
  if (distances.length === 0) return 0
  const sorted = Float64Array.from(distances).sort()
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}

/** H K H in place, H = I - 1/n. */
function centre(kernel: Float64Array, n: number): void {
  const means = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] += kernel[i * n + j] / n
  }
  const all = means.reduce((sum, mean) => sum + mean, 0) / n
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) kernel[i * n + j] += all - means[i] - means[j]
}

/** trace(K H L H), K centred and L with its prompts in another order. */
function productOf(centred: Float64Array, kernel: Float64Array, order: Uint32Array): number {
  const n = order.length
  let sum = 0
  for (let i = 0; i < n; i++) {
    const row = order[i] * n
    for (let j = 0; j < n; j++) sum += centred[i * n + j] * kernel[row + order[j]]
  }
  return sum
}

function shuffle(items: Uint32Array, random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const item = items[last]
    items[last] = items[other]
    items[other] = item
  }
}
