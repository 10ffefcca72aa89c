import { Progress } from '@mantine/core'
import type { OpenedExplanation } from '../../../contract'
import { BlankArea } from '../../widgets/blank'
import { formatBytes, formatCount } from '../../widgets/format'
import styles from './explain-progress.module.css'

interface ExplainProgressProps {
  progress: { done: number; total: number } | null
  opened: OpenedExplanation | null
}

/** How many prompts the scores were computed of. */
export function ExplainProgress({ progress, opened }: ExplainProgressProps) {
  const isDone = progress !== null && progress.done >= progress.total
  const doing = !opened ? 'Reading model and prompts' : isDone ? 'Suggesting roles' : 'Scoring all heads'
  return (
    <BlankArea isBusy>
      <section className={styles.progress} aria-label="Progress">
        <h2>{doing}</h2>
        <Progress
          size={6}
          color="yellow"
          value={progress ? (100 * progress.done) / Math.max(1, progress.total) : 100}
          striped={!progress || isDone}
          animated={!progress || isDone}
          aria-label="Work done"
        />
        <p>
          <span className="mono">
            {progress ? `${formatCount(progress.done)} / ${formatCount(progress.total)} prompts` : ' '}
          </span>
          {opened && <span>keeps {formatBytes(opened.keptBytes)}</span>}
        </p>
      </section>
    </BlankArea>
  )
}
