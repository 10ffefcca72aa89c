import { METHOD_NAMES, METRICS, type MethodName, type MetricName } from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { METRIC_LABEL } from '../../state/metric-label'
import { partText } from '../../state/part-label'

const isIn = <Name extends string>(names: readonly Name[], text: string): text is Name =>
  (names as readonly string[]).includes(text)

/** A choice of a run as every view words it: comparisons come with the names that the command line has. */
export function choiceWords(what: string, text: string): string {
  if (what === 'method' && (text === 'import' || isIn<MethodName>(METHOD_NAMES, text)))
    return methodLabel(text)
  if (what === 'metric' && isIn<MetricName>(METRICS, text)) return METRIC_LABEL[text]
  if (what === 'order' && text !== 'none' && text !== 'unknown')
    return partText({ method: 'acdc' }, 'order', text)
  return text
}
