import {
  siteAt,
  SITE_FAMILIES,
  type Direction,
  type Site,
  type SiteFamily,
  type SiteScores,
} from '../../contract'
import { shownNode, shownReceiver } from '../../engine/graph'
import { formatCount } from '../widgets/format'

/** A site as the interface writes it: `9.9`, `9.9.q`, `9.9 pattern`, `MLP 3 @5`, `resid 3 @5`, `neuron 3.512`. */
export function siteTitle(site: Site): string {
  const at = site.pos === undefined ? '' : ` @${site.pos}`
  if (site.site === 'mlp') return `${shownNode(`m${site.layer}`)}${at}`
  return site.site === 'neurons'
    ? `neuron ${site.layer}.${site.neuron}${at}`
    : siteKey(site).replace(/^[^ @]+/, shownReceiver)
}

/** The long name of a site, the same text for the same site: `a9.h9<q>`, `m3`, `mlp 3 @5`, `n3.512`. On hover. */
export function siteKey({ site, layer, head, pos, neuron }: Site): string {
  const at = pos === undefined ? '' : ` @${pos}`
  switch (site) {
    case 'heads':
      return `a${layer}.h${head}${at}`
    case 'q':
    case 'k':
    case 'v':
      return `a${layer}.h${head}<${site}>`
    case 'pattern':
      return `a${layer}.h${head} pattern`
    case 'neurons':
      return `n${layer}.${neuron}${at}`
    case 'mlp':
      return pos === undefined ? `m${layer}` : `mlp ${layer}${at}`
    default:
      return `${site} ${layer}${at}`
  }
}

/** The node of the computational graph the site belongs to; null for the residual stream and whole attention layers. */
export function nodeOfSite({ site, layer, head }: Site): string | null {
  if (head !== undefined) return `a${layer}.h${head}`
  return site === 'mlp' || site === 'neurons' ? `m${layer}` : null
}

/**
 * What is traced instead of this site. Edges belong to whole heads and MLPs at all positions, so a part of one is
 * traced as the whole, and the residual stream has no edges. null where the site is itself a node.
 */
export function tracedInstead(ref: Site): string | null {
  const node = nodeOfSite(ref)
  if (node === null) return 'has no edges of its own: left out'
  if (node === siteKey(ref)) return null
  const whole = ref.head === undefined ? 'the whole MLP' : 'the whole head'
  return `traced as ${shownNode(node)}, ${ref.pos === undefined ? whole : 'all positions'}`
}

/** The heads and MLPs at the ends of these edges, each once, as sites. */
export function sitesOfEdges(edges: readonly string[]): Site[] {
  const nodes = new Set(edges.flatMap((edge) => edge.split('->')).map((end) => end.replace(/<[qkv]>$/, '')))
  return [...nodes].flatMap((node): Site[] => {
    const [, layer, head] = /^[am](\d+)(?:\.h(\d+))?$/.exec(node) ?? []
    if (layer === undefined) return []
    if (head === undefined) return [{ site: 'mlp', layer: Number(layer) }]
    return [{ site: 'heads', layer: Number(layer), head: Number(head) }]
  })
}

export const SITE_LABEL: Record<SiteFamily, string> = {
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

/** Sites of a family, with a position or without. */
export function rowsOf(scores: SiteScores, site: SiteFamily, which: 'whole' | 'by-position'): number[] {
  const kind = SITE_FAMILIES.indexOf(site)
  const rows: number[] = []
  for (let row = 0; row < scores.site.length; row++) {
    if (scores.site[row] === kind && scores.pos[row] >= 0 === (which === 'by-position')) rows.push(row)
  }
  return rows
}

export function hasSite(scores: SiteScores, site: SiteFamily): boolean {
  return scores.site.includes(SITE_FAMILIES.indexOf(site))
}

export function byEffect(scores: SiteScores, rows: readonly number[]): number[] {
  const size = (row: number) => Math.abs(scores.effect[row]) || 0
  return [...rows].sort((a, b) => size(b) - size(a) || a - b)
}

/** What can be confirmed and then traced: heads and MLPs as wholes, the largest |effect| first. */
export function topNodes(scores: SiteScores, count: number): Site[] {
  const rows = [...rowsOf(scores, 'heads', 'whole'), ...rowsOf(scores, 'mlp', 'whole')]
  return byEffect(scores, rows)
    .slice(0, count)
    .map((row) => siteAt(scores, row))
}

/** `the top 20`; `all 15 heads and MLPs` where a model has no more of them. */
export function topNodesText(scores: SiteScores, count: number): string {
  const found = topNodes(scores, count).length
  return found < count ? `all ${formatCount(found)} heads and MLPs` : `the top ${formatCount(count)}`
}

/** Row of each site, by its key. */
export function rowIndex(scores: SiteScores): Map<string, number> {
  const index = new Map<string, number>()
  for (let row = 0; row < scores.site.length; row++) index.set(siteKey(siteAt(scores, row)), row)
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

/** The label of `worstPrompt`, which is not the prompt that a circuit serves worst. */
export function worstByPatch(direction: Direction | null): string {
  return direction === 'denoising' ? 'restored least' : 'hurt most'
}

/**
 * The prompt that the patch leaves with the worst metric, counted from 0; -1 without prompts. `metricSense` is +1 where a
 * larger metric is worse. Noising: the prompt hurt most; denoising: the one restored least.
 */
export function worstPrompt(effects: ArrayLike<number>, metricSense: 1 | -1): number {
  let worst = -1
  for (let prompt = 0; prompt < effects.length; prompt++) {
    if (worst < 0 || metricSense * effects[prompt] > metricSense * effects[worst]) worst = prompt
  }
  return worst
}
