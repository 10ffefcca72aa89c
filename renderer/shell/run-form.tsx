import { NativeSelect, NumberInput, Slider, TextInput, Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { METRICS, type MetricName } from '../../contract'
import { METRIC_LABEL } from '../state/edge-values'
import { useFormMetric } from '../state/form-metric'
import { updateStages, useStageOnScreen } from '../state/stages'
import { updateWorkbench, useWorkbench, type DiscoverMethod } from '../state/workbench'
import styles from './shell.module.css'

const METHODS: { value: DiscoverMethod; label: string }[] = [
  { value: 'acdc', label: 'ACDC' },
  { value: 'eap', label: 'EAP' },
  { value: 'eap-ig', label: 'EAP-IG' },
  { value: 'edges', label: 'Exact, all edges' },
]

/** The first choices of the next run; the others stand in the toolbar of Discover or of the stage. */
export function RunForm() {
  const metric = useFormMetric()
  const method = useWorkbench((state) => state.discoverMethod)
  const isStage = useStageOnScreen() !== null
  return (
    <div className={styles.form} role="group" aria-label="Next run">
      {!isStage && (
        <NativeSelect
          className={styles.method}
          size="xs"
          aria-label="Method"
          value={method}
          data={METHODS}
          onChange={(event) =>
            updateWorkbench({ discoverMethod: event.currentTarget.value as DiscoverMethod })
          }
        />
      )}
      <NativeSelect
        className={styles.metric}
        size="xs"
        aria-label="Metric"
        value={metric}
        data={METRICS.map((name) => ({ value: name, label: METRIC_LABEL[name] }))}
        onChange={(event) => {
          const chosen = { metric: event.currentTarget.value as MetricName }
          if (isStage) updateStages(chosen)
          else updateWorkbench(chosen)
        }}
      />
      {!isStage && method === 'acdc' && <Threshold />}
      {!isStage && method === 'eap-ig' && <IgSteps />}
    </div>
  )
}

function IgSteps() {
  const steps = useWorkbench((state) => state.igSteps)
  return (
    <Tooltip label="Runs between the corrupt and the clean embedding over which the gradient is averaged">
      <NumberInput
        className={styles.threshold}
        size="xs"
        aria-label="Integrated-gradient steps"
        min={1}
        max={1000}
        clampBehavior="strict"
        allowDecimal={false}
        hideControls
        suffix=" steps"
        value={steps}
        onChange={(value) => typeof value === 'number' && updateWorkbench({ igSteps: value })}
      />
    </Tooltip>
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
