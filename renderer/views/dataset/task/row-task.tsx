import { Check, ChevronDown, X } from 'lucide-react'
import type { CheckedRow, TopToken } from '../../../../contract'
import { useRowTask, useTasks } from '../../../state/prompt-tasks'
import { TokenChip } from '../token-chip'
import { TokenText } from '../token-strip'
import styles from './row-task.module.css'
import { rankText, rowTitle, shortMetric, shortProbability } from './task-text'

interface RowTaskProps {
  /** undefined where nothing is typed. */
  result: CheckedRow | undefined
  /** The row was changed since. */
  isStale: boolean
  /** Counted from 1. */
  number: number
  isOpen: boolean
  onToggle: () => void
}

/** What the model makes of a row: right or wrong, the metric after both prompts, rank and probability of the answer. */
export function RowTaskCell({ result, isStale, number, isOpen, onToggle }: RowTaskProps) {
  const task = useRowTask(result)
  if (!task) return <Waiting isTyped={result !== undefined && result.clean.length > 0} />
  if (task.problem) {
    return (
      <div className={styles.none} title={task.problem}>
        no numbers
      </div>
    )
  }
  return (
    <button
      type="button"
      className={styles.cell}
      data-right={task.isRight ?? undefined}
      data-stale={isStale || undefined}
      aria-expanded={isOpen}
      title={rowTitle(task)}
      onClick={onToggle}
    >
      <span className="spoken">What the model says, row {number}: </span>
      <span className={styles.metric}>
        <Mark isRight={task.isRight} />
        {shortMetric(task.clean)}
        <i>→</i>
        {shortMetric(task.corrupt)}
        <ChevronDown size={12} aria-hidden className={styles.chevron} />
      </span>
      <span className={styles.rank}>{rankText(task)}</span>
    </button>
  )
}

function Mark({ isRight }: { isRight: boolean | null }) {
  if (isRight === null) return null
  return isRight ? <Check size={13} aria-label="right" /> : <X size={13} aria-label="wrong" />
}

function Waiting({ isTyped }: { isTyped: boolean }) {
  const isChecking = useTasks((state) => state.isChecking)
  return <div className={styles.none}>{isTyped && isChecking ? '…' : ''}</div>
}

/** The first choice of the model, in the column under the numbers. */
export function FirstChoice({ result }: { result: CheckedRow }) {
  const task = useRowTask(result)
  if (!task || task.top.length === 0) return <div />
  const [{ id, text, probability }] = task.top
  return (
    <div className={styles.first} title={`First choice: ${JSON.stringify(text)}, id ${id}`}>
      <span>says</span>
      <TokenChip answer={sideOf(result, id)}>
        <TokenText text={text} />
      </TokenChip>
      {shortProbability(probability)}
    </div>
  )
}

/** The five most probable tokens after both prompts. */
export function TopTokens({ result, number }: { result: CheckedRow; number: number }) {
  const task = useRowTask(result)
  if (!task) return null
  return (
    <div className={styles.tops} role="group" aria-label={`Most probable tokens, row ${number}`}>
      <Tops title="after clean" tokens={task.top} result={result} />
      <Tops title="after corrupt" tokens={task.topCorrupt} result={result} />
    </div>
  )
}

interface TopsProps {
  title: string
  tokens: readonly TopToken[]
  result: CheckedRow
}

function Tops({ title, tokens, result }: TopsProps) {
  return (
    <div className={styles.top}>
      <span className={styles.topTitle}>{title}</span>
      <ol>
        {tokens.map(({ id, text, probability }) => (
          <li
            key={id}
            style={{ backgroundSize: `${100 * probability}% 2px` }}
            title={`${JSON.stringify(text)}, id ${id}`}
          >
            <TokenChip answer={sideOf(result, id)}>
              <TokenText text={text} />
            </TokenChip>
            {shortProbability(probability)}
          </li>
        ))}
      </ol>
    </div>
  )
}

function sideOf({ answers, wrongAnswers }: CheckedRow, id: number): 'right' | 'wrong' | undefined {
  if (answers.some((token) => token.id === id)) return 'right'
  return wrongAnswers.some((token) => token.id === id) ? 'wrong' : undefined
}
