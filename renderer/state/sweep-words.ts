import {
  AXIS_FACTS,
  axesOf,
  axisValueText,
  valuesText,
  type AxisValue,
  type SweepAxisName,
  type SweepDetail,
  type SweepValues,
} from '../../contract'
import { METRIC_LABEL } from './metric-label'

/** A value as it is shown: metrics by the names that they have elsewhere. */
export function shownValue(axis: SweepAxisName, value: AxisValue): string {
  if (axis === 'metric') return METRIC_LABEL[value as keyof typeof METRIC_LABEL] ?? String(value)
  return axisValueText(axis, value)
}

/** What sets one circuit of a sweep apart from the others, as it is shown. */
export function shownValues(values: SweepValues): string {
  return valuesText(values, shownValue)
}

/** What the runs of a sweep are of: where they differ in it, how many there are and which. */
export interface SweepSubject {
  model: string
  prompts: string
  method: string
  metric: string
}

export function subjectOf({ summary, spec }: Pick<SweepDetail, 'summary' | 'spec'>): SweepSubject {
  const { modelName, promptsName, promptCount, method, metric } = summary
  const axes = axesOf(spec)
  const listed = (name: SweepAxisName) => {
    const values = axes.find((axis) => axis.name === name)?.values
    return values && listText(name, values)
  }
  const drawn = listed('seed')
  return {
    model: listed('model') ?? modelName,
    prompts:
      listed('prompts') ??
      (drawn ? `${spec.generator?.task ?? 'prompts'}, ${drawn}` : `${promptsName}, ${promptCount} prompts`),
    method: listed('method') ?? (method === 'import' ? 'import' : axisValueText('method', method)),
    metric: listed('metric') ?? METRIC_LABEL[metric],
  }
}

const MOST_LISTED = 8

/** `3 models: a, b, c`; the value alone where there is one. */
function listText(axis: SweepAxisName, values: readonly AxisValue[]): string {
  const texts = values.map((value) => shownValue(axis, value))
  if (texts.length === 1) return texts[0]
  const more = texts.length > MOST_LISTED ? ` and ${texts.length - MOST_LISTED} more` : ''
  return `${texts.length} ${AXIS_FACTS[axis].plural}: ${texts.slice(0, MOST_LISTED).join(', ')}${more}`
}
