/**
 * The hypothesis tests of a circuit by their definitions, to hold the engine against: edges by name, matrices multiplied out,
 * binomials built up one draw after another. Shares no code with the engine; draws what docs/methods.md says, in its order.
 */

export interface PlainTestsOptions {
  /** All edges of the graph, in its order: `a0.h1->m2`. */
  edges: readonly string[]
  circuit: ReadonlySet<string>
  /** [prompt] the score where these edges are kept; higher is better. */
  score: (kept: ReadonlySet<string>) => number[]
  draws: number
  testedEdges: number
  permutations: number
  epsilon: number
  quantile: number
  randomFrom: 'outside' | 'anywhere'
  random: () => number
}

export interface PlainTests {
  equivalence: { statistic: number; p: number; better: number; worse: number }
  independence: { statistic: number; p: number }
  minimality: { edges: string[]; effects: number[]; added: number[]; ps: number[]; p: number }
  sufficiency: { distance: number; random: number[]; sizes: number[]; p: number }
  partialNecessity: { distance: number; random: number[]; sizes: number[]; p: number }
}

export function plainCircuitTests(options: PlainTestsOptions): PlainTests {
  const { edges, circuit, score, draws, epsilon, quantile, permutations, random } = options
  const all = new Set(edges)
  const outside = new Set(edges.filter((edge) => !circuit.has(edge)))
  const tested = someOf(
    edges.filter((edge) => circuit.has(edge)),
    options.testedEdges,
    random,
  )
  const times = <Drawn>(draw: () => Drawn) => Array.from({ length: draws }, draw)
  const inflations = times(() => {
    const inflated = new Set(circuit)
    const added = grow(inflated, circuit.size + 1, all, { edges, random })
    return { inflated, removed: added[Math.floor(random() * added.length)] }
  })
  const drawn = (among: ReadonlySet<string>) => {
    const one = new Set<string>()
    grow(one, Math.min(circuit.size, among.size), among, { edges, random })
    return one
  }
  const randoms = times(() => drawn(all))
  const knockedOut = times(() => drawn(options.randomFrom === 'outside' ? outside : all))

  const model = score(all)
  const own = score(circuit)
  const without = score(outside)
  const less = (kept: ReadonlySet<string>, edge: string) =>
    score(new Set([...kept].filter((one) => one !== edge)))
  const effects = tested.map((edge) => distance(own, less(circuit, edge)))
  const added = inflations.map(({ inflated, removed }) => distance(score(inflated), less(inflated, removed)))
  const ps = effects.map((effect) =>
    tail(draws, quantile, (k) => k <= added.filter((other) => below(other, effect)).length),
  )
  const closer = randoms.map((one) => distance(model, score(one)))
  const harmed = knockedOut.map((one) =>
    distance(model, score(new Set(edges.filter((edge) => !one.has(edge))))),
  )
  const [mine, theirs] = [distance(model, own), distance(model, without)]
  return {
    equivalence: equivalence(own, model, epsilon),
    independence: independence(model, without, permutations, random),
    minimality: { edges: tested, effects, added, ps, p: Math.min(...plainHolm(ps)) },
    sufficiency: {
      ...{ distance: mine, random: closer, sizes: randoms.map(({ size }) => size) },
      p: tail(draws, quantile, (k) => k >= closer.filter((other) => below(mine, other)).length),
    },
    partialNecessity: {
      ...{ distance: theirs, random: harmed, sizes: knockedOut.map(({ size }) => size) },
      p: tail(draws, quantile, (k) => k >= harmed.filter((other) => below(other, theirs)).length),
    },
  }
}

/** Each p times how many are left from it on, never smaller than that of a smaller one. */
export function plainHolm(ps: readonly number[]): number[] {
  const sorted = [...ps].sort((a, b) => a - b)
  const corrected = sorted.map((p, rank) => Math.min(1, (ps.length - rank) * p))
  return ps.map((p) => Math.max(...corrected.slice(0, sorted.lastIndexOf(p) + 1)))
}

/** Paths by chance until there are `size` edges; after 1,000 in a row that add nothing, single edges. */
function grow(
  kept: Set<string>,
  size: number,
  among: ReadonlySet<string>,
  { edges, random }: { edges: readonly string[]; random: () => number },
): string[] {
  const live = liveOf.get(among) ?? liveEdges(edges, among)
  liveOf.set(among, live)
  const added: string[] = []
  let idle = live.some((edge) => edge.startsWith('input->')) ? 0 : 1000
  while (kept.size < size) {
    const path: string[] = []
    for (let node = 'input'; idle < 1000 && node !== 'logits';) {
      const onwards = live.filter((edge) => edge.startsWith(`${node}->`))
      const edge = onwards[Math.floor(random() * onwards.length)]
      path.push(edge)
      node = edge.split('->')[1].replace(/<.>/, '')
    }
    while (path.length === 0) {
      const edge = edges[Math.floor(random() * edges.length)]
      if (among.has(edge) && !kept.has(edge)) path.push(edge)
    }
    const fresh = path.filter((edge) => !kept.has(edge))
    fresh.forEach((edge) => kept.add(edge))
    added.push(...fresh)
    idle = idle === 1000 ? idle : fresh.length === 0 ? idle + 1 : 0
  }
  return added
}

const liveOf = new WeakMap<ReadonlySet<string>, string[]>()

/** Edges of `among` from which a path leads to the logits. */
function liveEdges(edges: readonly string[], among: ReadonlySet<string>): string[] {
  let live = edges.filter((edge) => among.has(edge) && edge.endsWith('->logits'))
  for (;;) {
    const reached = new Set(live.map((edge) => edge.split('->')[0]))
    const next = edges.filter((edge) => {
      const end = edge.split('->')[1].replace(/<.>/, '')
      return among.has(edge) && (end === 'logits' || reached.has(end))
    })
    if (next.length === live.length) return next
    live = next
  }
}

function someOf(edges: string[], most: number, random: () => number): string[] {
  if (edges.length <= most) return edges
  const left = [...edges]
  for (let at = 0; at < most; at++) {
    const other = at + Math.floor(random() * (left.length - at))
    ;[left[at], left[other]] = [left[other], left[at]]
  }
  const chosen = new Set(left.slice(0, most))
  return edges.filter((edge) => chosen.has(edge))
}

function equivalence(own: number[], model: number[], epsilon: number): PlainTests['equivalence'] {
  const better = own.filter((score, i) => below(model[i], score)).length
  const worse = own.filter((score, i) => below(score, model[i])).length
  const n = better + worse
  const statistic = n === 0 ? 0 : Math.abs(better / n - 0.5)
  const p = tail(n, 0.5 + epsilon, (k) => n === 0 || Math.abs(k / n - 0.5) >= statistic - 1e-12)
  return { statistic, p, better, worse }
}

/** P(k of n is counted), each with chance p: the distribution after one draw more, n times. */
export function tail(n: number, p: number, isCounted: (k: number) => boolean): number {
  let chances = [1]
  for (let i = 0; i < n; i++)
    chances = [...chances, 0].map((chance, k) => chance * (1 - p) + (k > 0 ? chances[k - 1] * p : 0))
  return chances.filter((_, k) => isCounted(k)).reduce((sum, chance) => sum + chance, 0)
}

function independence(
  x: number[],
  y: number[],
  permutations: number,
  random: () => number,
): PlainTests['independence'] {
  const [k, l] = [gaussian(x), gaussian(y)]
  if (!k || !l) return { statistic: 0, p: 1 }
  const n = x.length
  const observed = hsic(k, l)
  const order = x.map((_, i) => i)
  let asLarge = 1
  for (let turn = 0; turn < permutations; turn++) {
    for (let last = n - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1))
      ;[order[last], order[other]] = [order[other], order[last]]
    }
    const permuted = order.map((i) => order.map((j) => l[i][j]))
    if (hsic(k, permuted) >= observed * (1 - 1e-9)) asLarge++
  }
  return { statistic: observed, p: asLarge / (1 + permutations) }
}

/** trace(K H L H) / (n - 1)^2 */
function hsic(k: number[][], l: number[][]): number {
  const n = k.length
  const h = k.map((_, i) => k.map((__, j) => (i === j ? 1 : 0) - 1 / n))
  const product = times(times(k, h), times(l, h))
  return product.reduce((sum, row, i) => sum + row[i], 0) / (n - 1) ** 2
}

const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, i) => sum + value * b[i][j], 0)))

/** Its width is the median distance of the values that differ; null where none does. */
function gaussian(values: number[]): number[][] | null {
  const size = Math.max(1, ...values.map(Math.abs))
  const distances = values
    .flatMap((a, i) => values.slice(0, i).map((b) => Math.abs(a - b)))
    .filter((one) => one > 1e-5 * size)
    .sort((a, b) => a - b)
  if (distances.length === 0) return null
  const half = distances.length / 2
  const width = Number.isInteger(half)
    ? (distances[half - 1] + distances[half]) / 2
    : distances[Math.floor(half)]
  return values.map((a) => values.map((b) => Math.exp(-((a - b) ** 2) / (2 * width * width))))
}

/** Root mean square. */
function distance(a: number[], b: number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length)
}

/** By more than rounding. */
const below = (a: number, b: number): boolean => a < b - 1e-5 * Math.max(1, Math.abs(a), Math.abs(b))
