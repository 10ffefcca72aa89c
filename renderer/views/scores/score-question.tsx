import { Button, Group, Modal } from '@mantine/core'
import { isSameReading, meaningOfReading, type RunSummary } from '../../../contract'
import {
  answerScores,
  closeScoreQuestion,
  edgesToMeasure,
  useScoreQuestion,
} from '../../state/score-question'
import { Note } from '../../widgets/note'
import { EffectReading } from './effect-reading'
import { FirstEdges } from './first-edges'
import { Reading } from './reading'
import styles from './score-question.module.css'
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
  const meaning = run.importedScores?.meaning ?? null
  const { readings, isMeasuring, problem } = useReadings(run)
  const isCurrent = meaning !== null && isSameReading(meaning, meaningOfReading({ kind: 'gain' }))
  const measure = { isMeasuring, count: readings?.top ?? edgesToMeasure(run.edgesTotal) }
  return (
    <>
      <p className={styles.explained}>
        The file does not say whether a positive score means that the edge matters or that it works against
        the behaviour. Under the right reading, the first edges keep much of the model’s behaviour.
      </p>
      <div className={styles.readings}>
        <Reading title="Gain of a loss">
          <p>How much the loss grows without the edge, as EAP-IG writes it with a loss.</p>
          <FirstEdges ranked={readings?.positive ?? null} isPositive {...measure} />
          <Button
            variant={isCurrent ? 'default' : 'filled'}
            onClick={() => void answerScores(run.id, { kind: 'gain' })}
          >
            {isCurrent ? 'Still a gain' : 'It is a gain'}
          </Button>
        </Reading>
        <EffectReading run={run} readings={readings} measure={measure} />
      </div>
      {problem && <Note tone="info">{problem}</Note>}
      <Group justify="space-between" mt="md">
        <span className="dim">
          Until you say what they are, edges are ranked by |score| only. You can change the answer later, in
          the menu of the run.
        </span>
        <Button variant="default" onClick={closeScoreQuestion}>
          Not now
        </Button>
      </Group>
    </>
  )
}
