import { useEffect, useState } from 'react'
import { messageOf, type CheckedRow, type PromptReading, type PromptRow } from '../../../../contract'
import { call } from '../../../state/client'
import { formatAnswers, formatPromptText } from '../../../state/prompt-text'
import { usePrompts } from '../../../state/prompt-store'
import { useWorkbench } from '../../../state/workbench'
import { Note } from '../../../widgets/note'
import { AnswerTokens } from '../answer-tokens'
import { TokenStrip } from '../token-strip'
import form from './import-dialog.module.css'
import styles from './preview-rows.module.css'

interface PreviewRowsProps {
  rows: PromptRow[]
  problem: string | null
  /** What is to be chosen before anything can be read. */
  lacking: string | null
  reading?: Partial<PromptReading>
}

/** The first rows as they will be read: as tokens of the open model, or as texts without one. */
export function PreviewRows({ rows, problem, lacking, reading }: PreviewRowsProps) {
  const { checked, problem: checkProblem } = useChecked(rows, reading)
  const shown = problem ?? checkProblem
  return (
    <section className={styles.preview} aria-label="Preview">
      <h3>First rows</h3>
      {lacking && <p className="dim">{lacking}</p>}
      {!lacking && shown && <Note tone="problem">{shown}</Note>}
      {rows.map((row, index) => (
        <PreviewRow key={index} row={row} number={index + 1} checked={checked[index]} />
      ))}
    </section>
  )
}

function PreviewRow({ row, number, checked }: { row: PromptRow; number: number; checked?: CheckedRow }) {
  if (!checked)
    return (
      <dl className={form.texts}>
        <dt>clean</dt>
        <dd>{formatPromptText(row.clean)}</dd>
        <dt>corrupt</dt>
        <dd>{formatPromptText(row.corrupt)}</dd>
        <dt>answer</dt>
        <dd>{formatAnswers(row.answers)}</dd>
        <dt>wrong</dt>
        <dd>{formatAnswers(row.wrongAnswers)}</dd>
      </dl>
    )
  return (
    <div className={styles.previewRow}>
      <TokenStrip row={checked} label={`Tokens of preview row ${number}`} />
      <div className={styles.previewAnswers}>
        <AnswerTokens row={checked} side="answers" label={`Answers of preview row ${number}`} />
        <AnswerTokens row={checked} side="wrongAnswers" label={`Wrong answers of preview row ${number}`} />
      </div>
      {checked.problems.length > 0 && <p className={styles.previewProblem}>{checked.problems[0].message}</p>}
    </div>
  )
}

interface Checked {
  rows: PromptRow[]
  checked: CheckedRow[]
  problem: string | null
}

function useChecked(rows: PromptRow[], reading: Partial<PromptReading> = {}): Checked {
  const model = useWorkbench((state) => state.model)
  const draftBos = usePrompts((state) => state.draft.bos)
  const [answer, setAnswer] = useState<Checked>({ rows: [], checked: [], problem: null })
  const { bos = draftBos, answerReading } = reading
  useEffect(() => {
    if (!model || rows.length === 0) return
    const ended = new AbortController()
    call('prompts.check', { model: model.path, bos, answerReading, rows }, ended)
      .then((found) => setAnswer({ rows, checked: found.rows, problem: null }))
      .catch((error: unknown) => {
        if (!ended.signal.aborted) setAnswer({ rows, checked: [], problem: messageOf(error) })
      })
    return () => ended.abort()
  }, [model, bos, answerReading, rows])
  // Of other rows, or another model, it says nothing.
  return model && answer.rows === rows ? answer : { rows, checked: [], problem: null }
}
