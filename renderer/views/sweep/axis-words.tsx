import { MultiSelect, TagsInput } from '@mantine/core'
import { appliesTo, AXIS_FACTS, type MetricName } from '../../../contract'
import { useHost } from '../../state/host'
import { METRIC_LABEL } from '../../state/metric-label'
import { usePrompts } from '../../state/prompt-store'
import { useRunList } from '../../state/run-store'
import { knownWords, wordsOf, type FurtherAxis } from '../../state/sweep-axes'
import { sweepForm, type SweepBase } from '../../state/sweep-form'
import { capitalised } from '../../widgets/format'

interface AxisWordsProps {
  axis: FurtherAxis
  base: SweepBase
  text: string
  change: (text: string) => void
}

/** Values of an axis that are words: chosen from those that there are, or, of models, typed too. */
export function AxisWords({ axis, base, text, change }: AxisWordsProps) {
  const { plural } = AXIS_FACTS[axis]
  const chosen = wordsOf(text)
  const sets = usePrompts((state) => state.sets)
  const models = useKnownModels(base)
  const common = {
    label: capitalised(plural),
    error: chosen.length === 0 ? `Choose at least one of the ${plural}.` : null,
    value: chosen,
    onChange: (words: string[]) => change(words.join('\n')),
  }
  if (axis === 'model')
    return (
      <TagsInput
        {...common}
        description="Paths or names of the hub; Enter ends one"
        data={models}
        splitChars={[]}
      />
    )
  const names =
    axis === 'prompts' ? [base.config.prompts.name, ...sets.map(({ name }) => name)] : knownWords(axis)!
  const data = [...new Set([...names, ...chosen])].map((value) => ({ value, label: labelOf(axis, value) }))
  return <MultiSelect {...common} searchable={axis === 'prompts'} data={methodsOfAxis(axis, base, data)} />
}

function useKnownModels({ config }: SweepBase): string[] {
  const samples = useHost((host) => host.info?.samples)
  const runs = useRunList()
  return [
    ...new Set([
      config.model,
      ...(samples ?? []).map(({ path }) => path),
      ...(runs ?? []).map(({ model }) => model),
    ]),
  ].filter((model) => model !== '')
}

function labelOf(axis: FurtherAxis, value: string): string {
  if (axis === 'metric') return METRIC_LABEL[value as MetricName]
  if (axis === 'method') return AXIS_FACTS.method.text(value)
  return value
}

/** A method without the axis that is swept over is not offered beside it. */
function methodsOfAxis<Choice extends { value: string }>(axis: FurtherAxis, base: SweepBase, data: Choice[]) {
  if (axis !== 'method' || !sweepForm.get().sweepsOwn) return data
  return data.map((choice) => ({
    ...choice,
    disabled: !appliesTo(base.axis, choice.value as SweepBase['config']['method']),
  }))
}
