import { familyOf, kindOf, SITE_FAMILIES, type Site } from './vocabulary'

/** How many passes through the model a method took: the claim "two forwards and one backward", recorded. */
export interface Passes {
  forward: number
  backward: number
}

/** Scores of sites, as columns. -1 where a column does not apply to the site. */
export interface SiteScores {
  /** [n] index into SITE_FAMILIES */
  site: Uint8Array
  layer: Int16Array
  head: Int16Array
  pos: Int16Array
  neuron: Int32Array
  /** [n] patched metric; NaN for attribution */
  value: Float64Array
  /** [n] value - base metric, or its first-order estimate */
  effect: Float64Array
  /** [n * prompts] effects per prompt, null where not kept */
  perPrompt: Float64Array | null
  baseMetric: number
  promptCount: number
  passes: Passes
}

/** The columns that say which site each row is. */
export type SiteColumns = Pick<SiteScores, 'site' | 'layer' | 'head' | 'pos' | 'neuron'>

export function siteColumns(sites: readonly Site[]): SiteColumns {
  return {
    site: Uint8Array.from(sites, (site) => SITE_FAMILIES.indexOf(familyOf(site))),
    layer: Int16Array.from(sites, ({ layer }) => layer),
    head: Int16Array.from(sites, ({ head }) => head ?? -1),
    pos: Int16Array.from(sites, ({ pos }) => pos ?? -1),
    neuron: Int32Array.from(sites, ({ neuron }) => neuron ?? -1),
  }
}

/** The site of a row; parts that do not apply are left out. */
export function siteAt({ site, layer, head, pos, neuron }: SiteColumns, row: number): Site {
  return {
    site: kindOf(SITE_FAMILIES[site[row]]),
    layer: layer[row],
    ...(head[row] >= 0 && { head: head[row] }),
    ...(pos[row] >= 0 && { pos: pos[row] }),
    ...(neuron[row] >= 0 && { neuron: neuron[row] }),
  }
}

/** Some rows of the scores, in the order given. */
export function pickRows(scores: SiteScores, rows: readonly number[]): SiteScores {
  const pick = <A extends Uint8Array | Int16Array | Int32Array | Float64Array>(column: A): A =>
    (column.constructor as unknown as { from(rows: readonly number[], of: (row: number) => number): A }).from(
      rows,
      (row) => column[row],
    )
  const { promptCount, perPrompt } = scores
  const ofRow = (row: number) => perPrompt!.subarray(row * promptCount, (row + 1) * promptCount)
  return {
    ...scores,
    site: pick(scores.site),
    layer: pick(scores.layer),
    head: pick(scores.head),
    pos: pick(scores.pos),
    neuron: pick(scores.neuron),
    value: pick(scores.value),
    effect: pick(scores.effect),
    perPrompt: perPrompt && Float64Array.from(rows.flatMap((row) => [...ofRow(row)])),
  }
}

/** Scores of edges: exact effects (patched - base) or EAP's estimates, same sign. */
export interface EdgeScores {
  /** [n] edge indices */
  edge: Int32Array
  /** [n] */
  score: Float64Array
  /** [n * prompts], null where not kept */
  perPrompt: Float64Array | null
  baseMetric: number
  promptCount: number
  passes: Passes
}

/** A disagreement up to this, in units of the metric, is never large. */
const LEAST_LARGE = 0.01

/**
 * |estimate - exact| above which a site counts as nonlinear: the spread (standard deviation) of the exact effects. Beside it
 * a smaller disagreement changes nothing in which sites matter.
 */
export function nonlinearAbove(exact: ArrayLike<number>): number {
  const values = Array.from(exact)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return Math.max(LEAST_LARGE, Math.sqrt(variance))
}

/** Estimates against exact effects of the same sites. */
export interface Agreement {
  /** Rows of `exact` and `estimate` are the same sites. */
  exact: SiteScores
  estimate: SiteScores
  pearson: number | null
  spearman: number | null
  /** Rows whose disagreement is large both absolutely and relative to the spread: nonlinear sites. */
  flagged: number[]
  /** The estimates are sizes without a sign (AtP*): held against |effect|. Absent in older results. */
  ofMagnitudes?: boolean
}
