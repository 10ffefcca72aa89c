import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import {
  DIRECTIONS,
  isSameReading,
  meaningOfReading,
  METRICS,
  scoreSign,
  type Direction,
  type MetricName,
  type RunSummary,
  type ScoreReadings,
} from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { answerScores } from '../../state/score-question'
import { FirstEdges, type FirstEdgesProps } from './first-edges'
import { Reading } from './reading'
import styles from './effect-reading.module.css'

interface EffectReadingProps {
  run: RunSummary
  /** null while they are loading. */
  readings: ScoreReadings | null
  measure: Pick<FirstEdgesProps, 'isMeasuring' | 'count'>
}

/** The scores as effects on a metric, which is chosen here with its direction. */
export function EffectReading({ run, readings, measure }: EffectReadingProps) {
  const meaning = run.importedScores?.meaning ?? null
  const [metric, setMetric] = useState<MetricName>(meaning?.kind === 'effect' ? meaning.metric : 'logit_diff')
  const [direction, setDirection] = useState<Direction>(
    meaning?.kind === 'effect' ? meaning.direction : 'noising',
  )
  const effect = { kind: 'effect', metric, direction } as const
  const isPositive = scoreSign(meaningOfReading(effect)) === 1
  const isCurrent = meaning !== null && isSameReading(meaning, meaningOfReading(effect))
  return (
    <Reading title="Effect on a metric">
      <p>Patched metric − base metric, as it was measured or estimated.</p>
      <div className={styles.choices}>
        <NativeSelect
          size="xs"
          label="Metric"
          value={metric}
          data={METRICS.map((value) => ({ value, label: METRIC_LABEL[value] }))}
          onChange={(event) => setMetric(event.currentTarget.value as MetricName)}
        />
        <NativeSelect
          size="xs"
          label="Direction"
          value={direction}
          data={[...DIRECTIONS]}
          onChange={(event) => setDirection(event.currentTarget.value as Direction)}
        />
      </div>
      <FirstEdges
        ranked={(isPositive ? readings?.positive : readings?.negative) ?? null}
        isPositive={isPositive}
        {...measure}
      />
      <Button variant={isCurrent ? 'default' : 'filled'} onClick={() => void answerScores(run.id, effect)}>
        {isCurrent ? 'Still this effect' : 'It is this effect'}
      </Button>
    </Reading>
  )
}
