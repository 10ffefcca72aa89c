import {
  PLACES,
  type MetricName,
  type Passes,
  type Place as PlaceWord,
  type PlaceRef,
  type PlaceScores,
} from '../../contract'
import { baseSide, siteOf, type Baseline, type Direction, type Place, type PlaceScore } from './patching'

/** Effects per prompt are kept up to this many numbers (32 MB). */
const MAX_PER_PROMPT = 4_000_000

/** The word that the command line has for a place. */
export function wordOf({ place, pos }: Place): PlaceWord {
  const hasTwoWords = place === 'heads' || place === 'neurons'
  return hasTwoWords && pos !== undefined ? `${place}-by-position` : place
}

export function placeOfRef({ place, ...parts }: PlaceRef): Place {
  return { place: siteOf(place), ...parts }
}

/** The place of one row. */
export function placeOfRow({ place, layer, head, pos, neuron }: PlaceScores, row: number): Place {
  const part = (column: Int16Array | Int32Array) => (column[row] < 0 ? undefined : column[row])
  return {
    place: siteOf(PLACES[place[row]]),
    layer: layer[row],
    head: part(head),
    pos: part(pos),
    neuron: part(neuron),
  }
}

/** One text for each place, the same for the same place. */
export function placeKey({ place, layer, head = -1, pos = -1, neuron = -1 }: Place): string {
  return [place, layer, head, pos, neuron].join(' ')
}

interface Run {
  baseline: Baseline
  direction: Direction
  metric: MetricName
  passes: Passes
}

/** Scores of activation patching as columns. */
export function exactColumns(scores: readonly PlaceScore[], run: Run): PlaceScores {
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
export function estimateColumns(scores: readonly (Place & { effect: number })[], run: Run): PlaceScores {
  const columns = emptyColumns(scores, run)
  scores.forEach(({ effect }, row) => (columns.effect[row] = effect))
  return columns
}

/** Some rows of columns, in the order given. */
export function pickRows(scores: PlaceScores, rows: readonly number[]): PlaceScores {
  const pick = <A extends Uint8Array | Int16Array | Int32Array | Float64Array>(column: A): A =>
    column.slice(0, rows.length).map((_, i) => column[rows[i]]) as A
  const { promptCount, perPrompt } = scores
  return {
    ...scores,
    place: pick(scores.place),
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

function emptyColumns(places: readonly Place[], { baseline, direction, metric, passes }: Run): PlaceScores {
  const side = baseline[baseSide(direction)]
  return {
    place: Uint8Array.from(places, (place) => PLACES.indexOf(wordOf(place))),
    layer: Int16Array.from(places, ({ layer }) => layer),
    head: Int16Array.from(places, ({ head }) => head ?? -1),
    pos: Int16Array.from(places, ({ pos }) => pos ?? -1),
    neuron: Int32Array.from(places, ({ neuron }) => neuron ?? -1),
    value: new Float64Array(places.length).fill(NaN),
    effect: new Float64Array(places.length),
    perPrompt: null,
    baseMetric: side.mean[metric],
    promptCount: side.perPrompt[metric].length,
    passes,
  }
}
