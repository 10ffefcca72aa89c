import { PLACES, type Direction, type Place, type PlaceRef, type PlaceScores } from '../../contract'

/** Row `row` of the columns as a place; parts that do not apply are left out. */
export function placeAt(scores: PlaceScores, row: number): PlaceRef {
  const ref: PlaceRef = { place: PLACES[scores.place[row]], layer: scores.layer[row] }
  if (scores.head[row] >= 0) ref.head = scores.head[row]
  if (scores.pos[row] >= 0) ref.pos = scores.pos[row]
  if (scores.neuron[row] >= 0) ref.neuron = scores.neuron[row]
  return ref
}

/** `a9.h9`, `a9.h9<q>`, `a9.h9 pattern`, `m3`, `mlp 3 @5`, `resid 3 @5`, `n3.512` */
export function placeTitle({ place, layer, head, pos, neuron }: PlaceRef): string {
  const at = pos === undefined ? '' : ` @${pos}`
  switch (place) {
    case 'heads':
    case 'heads-by-position':
      return `a${layer}.h${head}${at}`
    case 'q':
    case 'k':
    case 'v':
      return `a${layer}.h${head}<${place}>`
    case 'pattern':
      return `a${layer}.h${head} pattern`
    case 'neurons':
    case 'neurons-by-position':
      return `n${layer}.${neuron}${at}`
    case 'mlp':
      return pos === undefined ? `m${layer}` : `mlp ${layer}${at}`
    default:
      return `${place} ${layer}${at}`
  }
}

/** The same text for the same place. */
export const placeKey = placeTitle

/** The node of the computational graph the place belongs to; null for the residual stream and whole attention layers. */
export function nodeOfPlace({ place, layer, head }: PlaceRef): string | null {
  if (head !== undefined) return `a${layer}.h${head}`
  return place === 'mlp' || place === 'neurons' || place === 'neurons-by-position' ? `m${layer}` : null
}

/**
 * What is traced where this place was chosen: edges are those of whole heads and MLPs at all positions, so that of a
 * part of one the whole is traced, and the residual stream has none. null where the place is the node itself.
 */
export function tracedInstead(ref: PlaceRef): string | null {
  const node = nodeOfPlace(ref)
  if (node === null) return 'has no edges of its own: left out'
  if (node === placeTitle(ref)) return null
  const whole = ref.head === undefined ? 'the whole MLP' : 'the whole head'
  return `traced as ${node}, ${ref.pos === undefined ? whole : 'all positions'}`
}

/** The heads and MLPs at the ends of these edges, each once, as places. */
export function placesOfEdges(edges: readonly string[]): PlaceRef[] {
  const nodes = new Set(edges.flatMap((edge) => edge.split('->')).map((end) => end.replace(/<[qkv]>$/, '')))
  return [...nodes].flatMap((node): PlaceRef[] => {
    const [, layer, head] = /^[am](\d+)(?:\.h(\d+))?$/.exec(node) ?? []
    if (layer === undefined) return []
    if (head === undefined) return [{ place: 'mlp', layer: Number(layer) }]
    return [{ place: 'heads', layer: Number(layer), head: Number(head) }]
  })
}

export const PLACE_LABEL: Record<Place, string> = {
  resid: 'Residual stream',
  attn: 'Attention output',
  mlp: 'MLP output',
  heads: 'Heads',
  'heads-by-position': 'Heads by position',
  q: 'Queries',
  k: 'Keys',
  v: 'Values',
  pattern: 'Attention patterns',
  neurons: 'Neurons',
  'neurons-by-position': 'Neurons by position',
}

/** Places of a family, with a position or without. */
export function rowsOf(scores: PlaceScores, place: Place, which: 'whole' | 'by-position'): number[] {
  const kind = PLACES.indexOf(place)
  const rows: number[] = []
  for (let row = 0; row < scores.place.length; row++) {
    if (scores.place[row] === kind && scores.pos[row] >= 0 === (which === 'by-position')) rows.push(row)
  }
  return rows
}

export function hasPlace(scores: PlaceScores, place: Place): boolean {
  return scores.place.includes(PLACES.indexOf(place))
}

export function byEffect(scores: PlaceScores, rows: readonly number[]): number[] {
  const size = (row: number) => Math.abs(scores.effect[row]) || 0
  return [...rows].sort((a, b) => size(b) - size(a) || a - b)
}

/** What can be confirmed and then traced: heads and MLPs as wholes, the largest |effect| first. */
export function topNodes(scores: PlaceScores, count: number): PlaceRef[] {
  const rows = [...rowsOf(scores, 'heads', 'whole'), ...rowsOf(scores, 'mlp', 'whole')]
  return byEffect(scores, rows)
    .slice(0, count)
    .map((row) => placeAt(scores, row))
}

/** Row of each place, by its key; -1 while absent is left to the caller's `?? -1`. */
export function rowIndex(scores: PlaceScores): Map<string, number> {
  const index = new Map<string, number>()
  for (let row = 0; row < scores.place.length; row++) index.set(placeKey(placeAt(scores, row)), row)
  return index
}

/** [prompt] effects of a row; empty where they were not kept. */
export function effectsOfRow(
  scores: { perPrompt: Float64Array | null; promptCount: number },
  row: number,
): Float64Array {
  const { perPrompt, promptCount } = scores
  return perPrompt?.subarray(row * promptCount, (row + 1) * promptCount) ?? new Float64Array()
}

/** What the prompt of `worstPrompt` is called: not the prompt a circuit serves worst, which is another thing. */
export function worstByPatch(direction: Direction | null): string {
  return direction === 'denoising' ? 'restored least' : 'hurt most'
}

/**
 * The prompt whose metric ends worst by the patch, counted from 0; -1 without prompts. `metricSense` is +1 where a
 * larger metric is worse. Noising: the prompt hurt most; denoising: the one restored least.
 */
export function worstPrompt(effects: ArrayLike<number>, metricSense: 1 | -1): number {
  let worst = -1
  for (let prompt = 0; prompt < effects.length; prompt++) {
    if (worst < 0 || metricSense * effects[prompt] > metricSense * effects[worst]) worst = prompt
  }
  return worst
}
