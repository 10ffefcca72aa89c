import { CircleAlert, Info, Copy, Trash2 } from 'lucide-react'
import {
  memo,
  useCallback,
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
} from 'react'
import type { PromptProblem } from '../../../contract'
import { isBlank, ROW_FIELDS, type DraftRow, type RowField } from '../../state/prompt-draft'
import type { ExamplePair } from '../../state/example-pair'
import { useFormMetric } from '../../state/form-metric'
import { blocking, type RowCheck } from '../../state/prompt-readiness'
import { changeDraft } from '../../state/prompts'
import styles from './prompt-row.module.css'
import { InsteadButtons } from './reading/instead-buttons'
import { RowSpanEditor } from './row-span-editor'
import { FirstChoice, RowTaskCell, TopTokens } from './task/row-task'
import { AnswerTokens } from './answer-tokens'
import { TokenStrip } from './token-strip'

export const FIELD_LABELS: Record<RowField, string> = {
  clean: 'Clean prompt',
  corrupt: 'Corrupt prompt',
  answers: 'Answer',
  wrongAnswers: 'Wrong answer',
}

export interface RowHandlers {
  /** Enter moves to the same field of the next row. */
  onNext: (key: number, field: RowField) => void
  onPaste: (event: ClipboardEvent) => void
  onDuplicate: (key: number) => void
  onDelete: (key: number) => void
  onFocused: () => void
}

interface PromptRowProps extends RowHandlers {
  row: DraftRow
  index: number
  check: RowCheck | undefined
  /** An example shown while the fields are empty, in the first row only. */
  example: ExamplePair | undefined
  /** This field takes the focus. */
  focus: RowField | null
  /** The split of the set keeps it for judging. */
  isHeldOut: boolean
}

/** One pair of prompts: four fields, and under them what the tokenizer made of them. */
export const PromptRowView = memo(function PromptRowView(props: PromptRowProps) {
  const { row, index, check } = props
  const number = index + 1
  const isStale = check !== undefined && check.row !== row
  const result = isBlank(row) ? undefined : check?.result
  const metric = useFormMetric()
  const problems = isStale || !result ? [] : blocking(result, metric)
  const notes = isStale ? [] : (result?.notes ?? [])
  const [isOpen, setOpen] = useState(false)
  const problemsId = `prompt-problems-${row.key}`
  const editorAt = useCallback(
    (position: number, close: () => void) =>
      result && <RowSpanEditor row={row} check={result} position={position} onDone={close} />,
    [row, result],
  )
  return (
    <div className={styles.row} data-problem={problems.length > 0 || undefined}>
      <div className={styles.fields}>
        <span className={styles.number} data-held-out={props.isHeldOut || undefined}>
          {number}
          {props.isHeldOut && (
            <abbr title="Held out: circuits are not found on it, but judged on it">held out</abbr>
          )}
        </span>
        {ROW_FIELDS.map((field) => (
          <Field
            key={field}
            {...props}
            field={field}
            problemsId={problems.some((problem) => concerns(problem, field)) ? problemsId : undefined}
          />
        ))}
        <RowTaskCell
          result={result}
          isStale={isStale}
          number={number}
          isOpen={isOpen}
          onToggle={() => setOpen(!isOpen)}
        />
        <RowActions {...props} />
      </div>
      {result && (
        <div className={styles.checked} data-stale={isStale || undefined}>
          <TokenStrip
            row={result}
            label={`Tokens, row ${number}`}
            editorAt={isStale ? undefined : editorAt}
          />
          <AnswerTokens row={result} side="answers" label={`Answer tokens, row ${number}`} />
          <AnswerTokens row={result} side="wrongAnswers" label={`Wrong answer tokens, row ${number}`} />
          <FirstChoice result={result} />
        </div>
      )}
      {result && isOpen && <TopTokens result={result} number={number} />}
      {problems.length > 0 && <Problems id={problemsId} number={number} row={row} problems={problems} />}
      {notes.length > 0 && <Notes number={number} notes={notes} />}
    </div>
  )
})

function concerns(problem: PromptProblem, field: RowField): boolean {
  if (problem.field === 'row') return field === 'clean' || field === 'corrupt'
  return problem.field === field
}

interface FieldProps extends PromptRowProps {
  field: RowField
  problemsId: string | undefined
}

function Field({ row, index, example, field, focus, problemsId, onNext, onPaste, onFocused }: FieldProps) {
  const input = useRef<HTMLTextAreaElement>(null)
  const wantsFocus = focus === field
  useEffect(() => {
    if (!wantsFocus) return
    input.current?.focus()
    onFocused()
  }, [wantsFocus, onFocused])

  const onKeyDown = (event: KeyboardEvent) => {
    // Shift+Enter is a line break in the text; Enter while composing belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    onNext(row.key, field)
  }
  return (
    <div
      className={styles.cell}
      data-field={field}
      data-text={row[field] || example?.[field] || ''}
      data-empty={row[field] === '' || undefined}
    >
      <textarea
        ref={input}
        rows={1}
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        aria-label={`${FIELD_LABELS[field]}, row ${index + 1}`}
        aria-invalid={problemsId !== undefined}
        aria-describedby={problemsId}
        placeholder={example?.[field]}
        value={row[field]}
        onChange={(event) =>
          changeDraft({ type: 'edit', key: row.key, field, text: event.currentTarget.value })
        }
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  )
}

function RowActions({ row, index, onDuplicate, onDelete }: PromptRowProps) {
  return (
    <div className={styles.rowActions}>
      <button
        type="button"
        className={styles.action}
        title="Duplicate row"
        aria-label={`Duplicate row ${index + 1}`}
        onClick={() => onDuplicate(row.key)}
      >
        <Copy size={13} />
      </button>
      <button
        type="button"
        className={styles.action}
        title="Delete row"
        aria-label={`Delete row ${index + 1}`}
        onClick={() => onDelete(row.key)}
      >
        <Trash2 size={13} />
      </button>
    </div>
  )
}

interface ProblemsProps {
  id: string
  number: number
  row: DraftRow
  problems: readonly PromptProblem[]
}

function Problems(props: ProblemsProps) {
  const problems = distinct(props.problems)
  const isUntyped = ({ field }: PromptProblem) => field !== 'row' && props.row[field] === ''
  return (
    <ul id={props.id} className={styles.problems} aria-label={`Problems of row ${props.number}`}>
      {problems.map((problem, at) => (
        <li key={problem.message} data-blank={isUntyped(problem) || undefined}>
          <CircleAlert size={13} aria-hidden />
          {problem.message}
          <InsteadButtons row={props.row} problem={problem} before={problems.slice(0, at)} />
        </li>
      ))}
    </ul>
  )
}

/** A word that both prompts have and the vocabulary has not is said once. */
function distinct(problems: readonly PromptProblem[]): PromptProblem[] {
  return problems.filter(
    ({ message }, index) => problems.findIndex((other) => other.message === message) === index,
  )
}

function Notes({ number, notes }: { number: number; notes: readonly string[] }) {
  return (
    <ul className={styles.notes} aria-label={`Notes on row ${number}`}>
      {notes.map((note) => (
        <li key={note}>
          <Info size={13} aria-hidden />
          {note}
        </li>
      ))}
    </ul>
  )
}
