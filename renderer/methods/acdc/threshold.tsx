import { Slider, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { HEADER_NUMBER } from '../../widgets/header-number'
import { TermArea } from '../../widgets/term'
import styles from './threshold.module.css'
import { acdcForm } from './form'

const MIN_LOG = -4
const MAX_LOG = 1

/** τ, as a slider and as a number. */
export function Threshold() {
  const threshold = acdcForm.use((form) => form.threshold)
  const [text, setText] = useState(() => textOf(threshold))
  // Opening a run or sample, or moving the slider, sets the field; what is being typed is left alone.
  useEffect(() => {
    setText((typed) => (parse(typed) === threshold || Number.isNaN(threshold) ? typed : textOf(threshold)))
  }, [threshold])
  const isNumber = Number.isFinite(threshold)
  return (
    <>
      <TermArea text="Threshold">
        <span className={styles.tau}>τ</span>
      </TermArea>
      <TermArea text="Threshold">
        <Slider
          className={styles.slider}
          size={4}
          thumbLabel="Threshold, logarithmic"
          label={null}
          min={MIN_LOG}
          max={MAX_LOG}
          step={0.02}
          value={isNumber && threshold > 0 ? Math.log10(threshold) : MIN_LOG}
          onChange={(log) => acdcForm.set({ threshold: Number((10 ** log).toPrecision(2)) })}
        />
      </TermArea>
      <TermArea text="Threshold">
        <TextInput
          className={HEADER_NUMBER}
          size="xs"
          type="number"
          step="any"
          aria-label="Threshold"
          title={isNumber ? undefined : 'The threshold must be a number, for example 0.02.'}
          error={!isNumber}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            acdcForm.set({ threshold: parse(event.currentTarget.value) })
          }}
        />
      </TermArea>
    </>
  )
}

function parse(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}

function textOf(threshold: number): string {
  return Number.isFinite(threshold) ? String(Number(threshold.toPrecision(6))) : ''
}
