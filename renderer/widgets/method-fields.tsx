import { NativeSelect, SegmentedControl } from '@mantine/core'
import { ABLATIONS, type Ablation, type Direction, type MlpTreatment } from '../../contract'
import { directionText } from '../state/direction-text'
import { TermArea } from './term'

interface FieldProps<Value> {
  value: Value
  onChange: (value: Value) => void
}

/** Which run is patched; what it means is said with the chosen ablation. */
export function DirectionChoice({
  value,
  onChange,
  ablation,
}: FieldProps<Direction> & { ablation: Ablation }) {
  return (
    <TermArea text={value} note={directionText(value, ablation)}>
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
    </TermArea>
  )
}

const MLPS_TEXT: Record<MlpTreatment, string> = {
  frozen: 'Only the edge itself carries the other run’s value: exact edge patching.',
  recomputed: 'MLPs between the two ends are recomputed: path patching as in Wang et al. 2022.',
}

/** Whether MLPs between sender and receiver are recomputed. */
export function MlpField({ value, onChange }: FieldProps<MlpTreatment>) {
  return (
    <TermArea text="MLPs between" note={MLPS_TEXT[value]}>
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
    </TermArea>
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
    <TermArea text={ABLATION_LABEL[value]}>
      <NativeSelect
        size="xs"
        styles={{ input: { fieldSizing: 'content' } }}
        aria-label="Ablation"
        value={value}
        data={ABLATIONS.map((ablation) => ({ value: ablation, label: ABLATION_LABEL[ablation] }))}
        onChange={(event) => onChange(event.currentTarget.value as Ablation)}
      />
    </TermArea>
  )
}
