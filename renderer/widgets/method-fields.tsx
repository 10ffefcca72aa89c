import { NativeSelect, SegmentedControl, Tooltip } from '@mantine/core'
import { ABLATIONS, type Ablation, type Direction, type MlpTreatment } from '../../contract'
import { directionText } from '../state/direction-text'

interface FieldProps<Value> {
  value: Value
  onChange: (value: Value) => void
}

/** Which run is patched; the tooltip explains it with the chosen ablation. */
export function DirectionChoice({
  value,
  onChange,
  ablation,
}: FieldProps<Direction> & { ablation: Ablation }) {
  return (
    <Tooltip label={directionText(value, ablation)}>
      <SegmentedControl
        size="xs"
        aria-label="Direction"
        value={value}
        onChange={(chosen) => onChange(chosen as Direction)}
        data={[
          { value: 'noising', label: 'Noising' },
          { value: 'denoising', label: 'Denoising' },
        ]}
      />
    </Tooltip>
  )
}

const MLPS_TEXT: Record<MlpTreatment, string> = {
  frozen: 'Only the edge itself carries the other run’s value: exact edge patching.',
  recomputed: 'MLPs between the two ends are recomputed: path patching as in Wang et al. 2022.',
}

/** Whether MLPs between sender and receiver are recomputed. */
export function MlpField({ value, onChange }: FieldProps<MlpTreatment>) {
  return (
    <Tooltip label={MLPS_TEXT[value]}>
      <NativeSelect
        w={148}
        size="xs"
        aria-label="MLPs"
        value={value}
        data={[
          { value: 'frozen', label: 'MLPs frozen' },
          { value: 'recomputed', label: 'MLPs recomputed' },
        ]}
        onChange={(event) => onChange(event.currentTarget.value as MlpTreatment)}
      />
    </Tooltip>
  )
}

const ABLATION_LABEL: Record<Ablation, string> = {
  resample: 'Resample',
  zero: 'Zero',
  mean: 'Mean',
  'mean-over-positions': 'Mean over positions',
}

/** What is patched in. */
export function AblationChoice({ value, onChange }: FieldProps<Ablation>) {
  return (
    <NativeSelect
      size="xs"
      styles={{ input: { fieldSizing: 'content' } }}
      aria-label="Ablation"
      title="What is patched in: the paired prompt’s value, zero, or the mean over the data set"
      value={value}
      data={ABLATIONS.map((ablation) => ({ value: ablation, label: ABLATION_LABEL[ablation] }))}
      onChange={(event) => onChange(event.currentTarget.value as Ablation)}
    />
  )
}
