import { Button, Group, Loader, Modal, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import {
  DIRECTIONS,
  isSameReading,
  meaningOfReading,
  METRICS,
  scoreSign,
  type Direction,
  type MetricName,
  type RankedReading,
  type RunSummary,
  type ScoreReading,
} from '../../../contract'
import { formatSigned, METRIC_LABEL } from '../../state/edge-values'
import {
  answerScores,
  closeScoreQuestion,
  edgesToMeasure,
  useScoreQuestion,
} from '../../state/score-question'
import { formatCount, formatPercent } from '../../widgets/format'
import { Note } from '../../widgets/note'
import styles from './scores.module.css'
import { useReadings } from './use-readings'

/** Asks what the scores of an imported circuit are, with both readings beside each other. */
export function ScoreQuestion() {
  const run = useScoreQuestion((state) => state.run)
  return (
    <Modal
      opened={run !== null}
      onClose={closeScoreQuestion}
      title={run ? `What are the scores of “${run.name}”?` : ''}
      size={760}
      centered
    >
      {run && <Question key={run.id} run={run} />}
    </Modal>
  )
}

function Question({ run }: { run: RunSummary }) {
  const said = run.importedScores?.meaning ?? null
  const [metric, setMetric] = useState<MetricName>(said?.kind === 'effect' ? said.metric : 'logit_diff')
  const [direction, setDirection] = useState<Direction>(said?.kind === 'effect' ? said.direction : 'noising')
  const { readings, isMeasuring, problem } = useReadings(run)
  const effect = { kind: 'effect', metric, direction } as const
  const isPositive = scoreSign(meaningOfReading(effect)) === 1
  const isSaid = (reading: ScoreReading) => said !== null && isSameReading(said, meaningOfReading(reading))
  const measure = { isMeasuring, count: readings?.top ?? edgesToMeasure(run.edgesTotal) }
  return (
    <>
      <p className={styles.explained}>
        The file does not say whether a positive score means that the edge matters or that it works against
        the behaviour. Under the right reading, the first edges keep much of the model’s behaviour.
      </p>
      <div className={styles.readings}>
        <section className={styles.reading} aria-label="Gain of a loss">
          <h3>Gain of a loss</h3>
          <p>How much the loss grows without the edge, as EAP-IG writes it with a loss.</p>
          <FirstEdges ranked={readings?.positive ?? null} isPositive {...measure} />
          <Button
            variant={isSaid({ kind: 'gain' }) ? 'default' : 'filled'}
            onClick={() => void answerScores(run.id, { kind: 'gain' })}
          >
            {isSaid({ kind: 'gain' }) ? 'Still a gain' : 'It is a gain'}
          </Button>
        </section>
        <section className={styles.reading} aria-label="Effect on a metric">
          <h3>Effect on a metric</h3>
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
          <Button
            variant={isSaid(effect) ? 'default' : 'filled'}
            onClick={() => void answerScores(run.id, effect)}
          >
            {isSaid(effect) ? 'Still this effect' : 'It is this effect'}
          </Button>
        </section>
      </div>
      {problem && <Note tone="info">{problem}</Note>}
      <Group justify="space-between" mt="md">
        <span className="dim">
          Until it is said, edges are ranked by |score| only. It can be changed later, in the menu of the run.
        </span>
        <Button variant="default" onClick={closeScoreQuestion}>
          Not now
        </Button>
      </Group>
    </>
  )
}

interface FirstEdgesProps {
  /** null while it is loading. */
  ranked: RankedReading | null
  isPositive: boolean
  isMeasuring: boolean
  count: number
}

/** What comes first under a reading, and how much of the model that keeps. */
function FirstEdges({ ranked, isPositive, isMeasuring, count }: FirstEdgesProps) {
  return (
    <>
      <h4>{isPositive ? 'Positive scores come first' : 'Negative scores come first'}</h4>
      <ol className={styles.edges} aria-label="First edges">
        {ranked?.edges.map(({ edge, score }) => (
          <li key={edge}>
            <span>{edge}</span>
            <span>{formatSigned(score)}</span>
          </li>
        ))}
      </ol>
      <p className={styles.kept} role="status" aria-label="Faithfulness of the first edges">
        {ranked && ranked.faithfulness !== null ? (
          <>
            <b>{formatPercent(ranked.faithfulness, 1)}</b> faithfulness of the first {formatCount(count)}
          </>
        ) : isMeasuring ? (
          <>
            <Loader size={12} /> measuring the first {formatCount(count)}
          </>
        ) : (
          'faithfulness not measured'
        )}
      </p>
    </>
  )
}
