import {
  colourSign,
  formatSigned,
  valueScale,
  VALUE_NAME,
  type ValueScale,
  type ValueSource,
} from '../../state/edge-values'
import { colourScale, type EdgeColour } from '../../state/edge-colour'
import type { LiveRun } from '../../state/live-run'
import { METRIC_LABEL } from '../../state/metric-label'
import { redMeans } from '../../state/direction-text'
import { capitalised, formatCount } from '../../widgets/format'

/** What the ramp's colours stand for, with the number at each end as the lists show it. */
export interface LegendKey {
  colouredBy: string
  /** The number at the blue end and at the red end. */
  low: string
  high: string
  /** What the ends mean. */
  blue: string
  red: string
  explained: string
}

/** As the edges are painted now; null where no edge has a value to be coloured by. */
export function keyOf(run: LiveRun, by: EdgeColour): LegendKey | null {
  const scale = valueScale(run)
  if (!(scale.largest > 0)) return null
  const key = legendKey(run, scale)
  const half = formatSigned(colourScale(run, by).halfway).slice(1)
  return {
    ...key,
    colouredBy: `${key.colouredBy}${SCALE_NAMES[by]}`,
    explained: `${key.explained} ${SCALE_TEXTS[by](half)} Grey means zero; the weaker an edge, the thinner and fainter it is.`,
  }
}

const SCALE_NAMES: Record<EdgeColour, string> = { linear: '', symlog: ', symlog', rank: ', by rank' }
const SCALE_TEXTS: Record<EdgeColour, (half: string) => string> = {
  linear: () => 'Colours are in proportion to the value.',
  symlog: (half) => `Colours are on a symmetric logarithmic scale: half way to an end is ±${half}.`,
  rank: (half) => `Colours are by rank among the edges of the circuit: half of them are below ±${half}.`,
}

export function legendKey(run: LiveRun, scale: ValueScale): LegendKey {
  const source = legendSource(scale)
  const isHarm = source === 'harm'
  const sign = isHarm ? 1 : colourSign(run)
  return {
    colouredBy: capitalised(VALUE_NAME[source]),
    low: formatSigned(-sign * scale.largest),
    high: formatSigned(sign * scale.largest),
    ...endWords(run, source),
    explained: explained(run, source, scale),
  }
}

/** Neither the file nor the user said what the scores are. */
const NOT_SAID = 'meaning not known'

function endWords({ summary }: LiveRun, source: ValueSource): Pick<LegendKey, 'red' | 'blue'> {
  if (source === 'score') return { red: NOT_SAID, blue: NOT_SAID }
  if (source === 'harm') return { red: 'removal hurts', blue: 'removal helps' }
  if (source === 'gain') return { red: 'edge matters', blue: 'edge works against' }
  const meaning = summary.importedScores?.meaning
  return redMeans(meaning?.kind === 'effect' ? meaning.direction : summary.direction)
}

/**
 * While ACDC runs, edges not yet patched alone are coloured by their harm of removal, the others by sense x effect, their
 * harm in the whole model.
 */
function legendSource({ counts }: ValueScale): ValueSource {
  if (counts.score > 0) return 'score'
  if (counts.gain > 0) return 'gain'
  if (counts.estimate > 0) return 'estimate'
  return counts.harm > 0 ? 'harm' : 'effect'
}

function explained({ summary, detail }: LiveRun, source: ValueSource, { counts }: ValueScale): string {
  const meaning = summary.importedScores?.meaning
  const metric = METRIC_LABEL[meaning?.kind === 'effect' ? meaning.metric : summary.metric]
  const effect = `patched ${metric} − base ${metric}, this edge alone patched`
  if (source === 'score')
    return 'Edges are coloured by the score their file came with. Which sign matters is not known.'
  if (source === 'gain')
    return 'Edges are coloured by the gain of a loss that their file came with: positive = matters.'
  if (source === 'estimate') return `Edges are coloured by EAP’s estimate of their effect: ${effect}.`
  if (source === 'effect') return `Edges are coloured by their effect: ${effect}.`
  const harm = `harm of removal: how much worse ${metric} got when ACDC cut the edge`
  if (counts.effect === 0) return `Edges are coloured by their ${harm}.`
  const signedEffect = detail.metricSense === 1 ? 'effect' : '−effect'
  return `${formatCount(counts.harm)} edges are coloured by their ${harm}. The other ${formatCount(counts.effect)}, already patched alone, are coloured by the harm in the whole model: ${signedEffect}.`
}
