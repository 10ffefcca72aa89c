import {
  SITE_FAMILIES,
  type MetricName,
  type Passes,
  type SiteFamily,
  type SiteScores,
  kindOf,
  type Direction,
  type Site,
} from '../../contract'
import { baseSide, type Baseline, type SiteScore } from './patching'

/** Effects per prompt are kept up to this many numbers (32 MB). */
const MAX_PER_PROMPT = 4_000_000

/** The word that the command line has for a site. */
export function wordOf({ site, pos }: Site): SiteFamily {
  const hasTwoWords = site === 'heads' || site === 'neurons'
  return hasTwoWords && pos !== undefined ? `${site}-by-position` : site
}

/** The site of one row. */
export function siteOfRow({ site, layer, head, pos, neuron }: SiteScores, row: number): Site {
  const part = (column: Int16Array | Int32Array) => (column[row] < 0 ? undefined : column[row])
  return {
    site: kindOf(SITE_FAMILIES[site[row]]),
    layer: layer[row],
    head: part(head),
    pos: part(pos),
    neuron: part(neuron),
  }
}

/** One text for each site, the same for the same place. */
export function siteKey({ site, layer, head = -1, pos = -1, neuron = -1 }: Site): string {
  return [site, layer, head, pos, neuron].join(' ')
}

interface Run {
  baseline: Baseline
  direction: Direction
  metric: MetricName
  passes: Passes
}

/** Scores of activation patching as columns. */
export function exactColumns(scores: readonly SiteScore[], run: Run): SiteScores {
  const { metric } = run
  const columns = emptyColumns(scores, run)
  const base = run.baseline[baseSide(run.direction)].perPrompt[metric]
  const prompts = base.length
  if (scores.length * prompts <= MAX_PER_PROMPT) columns.perPrompt = new Float64Array(scores.length * prompts)
  scores.forEach((score, row) => {
    columns.value[row] = score.value[metric]!
    columns.effect[row] = score.effect[metric]!
    columns.perPrompt?.set(
      score.perPrompt[metric]!.map((value, prompt) => value - base[prompt]),
      row * prompts,
    )
  })
  return columns
}

/** Scores of attribution patching as columns. */
export function estimateColumns(scores: readonly (Site & { effect: number })[], run: Run): SiteScores {
  const columns = emptyColumns(scores, run)
  scores.forEach(({ effect }, row) => (columns.effect[row] = effect))
  return columns
}

/** Some rows of columns, in the order given. */
export function pickRows(scores: SiteScores, rows: readonly number[]): SiteScores {
  const pick = <A extends Uint8Array | Int16Array | Int32Array | Float64Array>(column: A): A =>
    column.slice(0, rows.length).map((_, i) => column[rows[i]]) as A
  const { promptCount, perPrompt } = scores
  return {
    ...scores,
    site: pick(scores.site),
    layer: pick(scores.layer),
    head: pick(scores.head),
    pos: pick(scores.pos),
    neuron: pick(scores.neuron),
    value: pick(scores.value),
    effect: pick(scores.effect),
    perPrompt:
      perPrompt &&
      Float64Array.from(
        rows.flatMap((row) => [...perPrompt.subarray(row * promptCount, (row + 1) * promptCount)]),
      ),
  }
}

function emptyColumns(sites: readonly Site[], { baseline, direction, metric, passes }: Run): SiteScores {
  const side = baseline[baseSide(direction)]
  return {
    site: Uint8Array.from(sites, (site) => SITE_FAMILIES.indexOf(wordOf(site))),
    layer: Int16Array.from(sites, ({ layer }) => layer),
    head: Int16Array.from(sites, ({ head }) => head ?? -1),
    pos: Int16Array.from(sites, ({ pos }) => pos ?? -1),
    neuron: Int32Array.from(sites, ({ neuron }) => neuron ?? -1),
    value: new Float64Array(sites.length).fill(NaN),
    effect: new Float64Array(sites.length),
    perPrompt: null,
    baseMetric: side.mean[metric],
    promptCount: side.perPrompt[metric].length,
    passes,
  }
}
