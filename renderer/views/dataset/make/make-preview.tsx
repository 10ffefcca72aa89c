import { Loader } from '@mantine/core'
import type { CheckedRow, PromptRow } from '../../../../contract'
import { useMaking } from '../../../state/make-prompts'
import { formatAnswers, formatPromptText } from '../../../state/prompt-text'
import { useWorkbench } from '../../../state/workbench'
import { Note } from '../../../widgets/note'
import { AnswerTokens } from '../answer-tokens'
import { TokenStrip } from '../token-strip'
import styles from './make-preview.module.css'

/** Answers of one side that are shown without tokens; a year has up to 97. */
const SHOWN_ANSWERS = 8

/** The first rows, aligned as the model reads them. */
export function Preview() {
  const { preview, problem, isLoading } = useMaking()
  const hasModel = useWorkbench((state) => state.model !== null)
  return (
    <section className={styles.preview} aria-label="Preview" aria-busy={isLoading}>
      <div className={styles.head}>
        <h3>First rows</h3>
        {isLoading && <Loader size={12} aria-label="Making the first rows" />}
      </div>
      {!hasModel && (
        <Note tone="info">
          No model is open: words are not chosen by their tokens, and positions get no names.
        </Note>
      )}
      {problem && <Note tone="problem">{problem}</Note>}
      <ol className={styles.rows} data-stale={problem !== null || undefined}>
        {preview?.rows.map((row, i) => (
          <li key={i} className={styles.row}>
            <PreviewRow row={row} checked={preview.checked[i]} number={i + 1} />
          </li>
        ))}
      </ol>
    </section>
  )
}

interface PreviewRowProps {
  row: PromptRow
  checked: CheckedRow | undefined
  number: number
}

function PreviewRow({ row, checked, number }: PreviewRowProps) {
  if (!checked) return <PlainRow row={row} />
  return (
    <>
      <TokenStrip row={checked} label={`Tokens of preview row ${number}`} />
      <div className={styles.answers}>
        <span className={styles.side}>answer</span>
        <AnswerTokens row={checked} side="answers" label={`Answer tokens of preview row ${number}`} />
        <span className={styles.side}>wrong</span>
        <AnswerTokens
          row={checked}
          side="wrongAnswers"
          label={`Wrong answer tokens of preview row ${number}`}
        />
      </div>
    </>
  )
}

/** Without a model there are no tokens. */
function PlainRow({ row }: { row: PromptRow }) {
  return (
    <dl className={styles.plain}>
      <dt>clean</dt>
      <dd>{formatPromptText(row.clean)}</dd>
      <dt>corrupt</dt>
      <dd>{formatPromptText(row.corrupt)}</dd>
      <dt>answer</dt>
      <dd>{shortened(row.answers)}</dd>
      <dt>wrong</dt>
      <dd>{shortened(row.wrongAnswers)}</dd>
    </dl>
  )
}

function shortened(answers: PromptRow['answers']): string {
  const more = answers.length - SHOWN_ANSWERS
  return `${formatAnswers(answers.slice(0, SHOWN_ANSWERS))}${more > 0 ? ` and ${more} more` : ''}`
}
