import { NumberInput, SegmentedControl } from '@mantine/core'
import { MAX_SEED, MAX_SWEEP_POINTS } from '../../../contract'
import { sweepForm } from '../../state/sweep-form'
import styles from './take-field.module.css'

/** All combinations of the axes' values, or some of them at random. */
export function TakeField() {
  const take = sweepForm.use((form) => form.take)
  const number = (label: string, key: 'takeCount' | 'takeSeed', min: number, max: number) => (
    <NumberField label={label} field={key} min={min} max={max} />
  )
  return (
    <div className={styles.take}>
      <SegmentedControl
        size="xs"
        aria-label="Combinations"
        value={take}
        data={[
          { value: 'grid', label: 'All combinations' },
          { value: 'random', label: 'Some at random' },
        ]}
        onChange={(value) => sweepForm.set({ take: value as 'grid' | 'random' })}
      />
      {take === 'random' && (
        <>
          {number('How many combinations', 'takeCount', 1, MAX_SWEEP_POINTS)}
          {number('Seed of the choice', 'takeSeed', 0, MAX_SEED)}
        </>
      )}
    </div>
  )
}

function NumberField(props: { label: string; field: 'takeCount' | 'takeSeed'; min: number; max: number }) {
  const { label, field, min, max } = props
  const value = sweepForm.use((form) => form[field])
  return (
    <label className={styles.number}>
      <span className="dim">{label}</span>
      <NumberInput
        size="xs"
        aria-label={label}
        value={value}
        {...{ min, max, w: 96, allowDecimal: false }}
        onChange={(typed) => typeof typed === 'number' && sweepForm.set({ [field]: typed })}
      />
    </label>
  )
}
