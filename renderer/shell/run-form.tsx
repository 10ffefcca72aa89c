import { NativeSelect, Slider, TextInput, Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { METRICS, type MetricName } from '../../contract'
import { METRIC_LABEL } from '../state/edge-values'
import { updateWorkbench, useWorkbench } from '../state/workbench'
import styles from './shell.module.css'

/** Metric and threshold of the next run. */
export function RunForm() {
  const metric = useWorkbench((state) => state.metric)
  return (
    <div className={styles.form} role="group" aria-label="Next run">
      <NativeSelect
        className={styles.metric}
        size="xs"
        aria-label="Metric"
        value={metric}
        data={METRICS.map((name) => ({ value: name, label: METRIC_LABEL[name] }))}
        onChange={(event) => updateWorkbench({ metric: event.currentTarget.value as MetricName })}
      />
      <Threshold />
    </div>
  )
}

const HINT = 'Threshold τ: an edge is cut when cutting it makes the metric worse by less than this.'
const MIN_LOG = -4
const MAX_LOG = 1

function Threshold() {
  const threshold = useWorkbench((state) => state.threshold)
  const [text, setText] = useState(() => textOf(threshold))
  // A run or sample that was opened, or the slider, sets the field; typing does not rewrite itself.
  useEffect(() => {
    setText((typed) => (parse(typed) === threshold || Number.isNaN(threshold) ? typed : textOf(threshold)))
  }, [threshold])
  const isNumber = Number.isFinite(threshold)
  return (
    <>
      <Tooltip label={HINT}>
        <span className={styles.tau}>τ</span>
      </Tooltip>
      <Slider
        className={styles.slider}
        size={4}
        thumbLabel="Threshold, logarithmic"
        label={null}
        min={MIN_LOG}
        max={MAX_LOG}
        step={0.02}
        value={isNumber && threshold > 0 ? Math.log10(threshold) : MIN_LOG}
        onChange={(log) => updateWorkbench({ threshold: Number((10 ** log).toPrecision(2)) })}
      />
      <TextInput
        className={styles.threshold}
        size="xs"
        type="number"
        step="any"
        aria-label="Threshold"
        title={isNumber ? HINT : 'The threshold must be a number, for example 0.02.'}
        error={!isNumber}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          updateWorkbench({ threshold: parse(event.currentTarget.value) })
        }}
      />
    </>
  )
}

function parse(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}

function textOf(threshold: number): string {
  return Number.isFinite(threshold) ? String(Number(threshold.toPrecision(6))) : ''
}
