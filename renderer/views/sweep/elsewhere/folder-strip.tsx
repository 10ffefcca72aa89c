import { Button } from '@mantine/core'
import { FolderDown } from 'lucide-react'
import { useState } from 'react'
import type { Collected } from '../../../../contract'
import { submitCommand } from '../../../state/sweep-computer'
import { collectSweep } from '../../../state/sweeps'
import { CodeText } from '../../../widgets/code-text'
import { formatCount, formatPlural } from '../../../widgets/format'
import styles from './folder-strip.module.css'

/** More are counted. */
const MOST_FILES = 20

/** Where a sweep was written, what submits it, and what has come in. */
export function FolderStrip({ folder, isIn }: { folder: string; isIn: boolean }) {
  const [collected, setCollected] = useState<Collected | null>(null)
  const [isCollecting, setCollecting] = useState(false)
  const collect = () => {
    setCollecting(true)
    void collectSweep(folder)
      .then(setCollected)
      .finally(() => setCollecting(false))
  }
  return (
    <section className={styles.strip} aria-label="Folder of the sweep">
      {isIn ? (
        <p>
          All of it is in from <span className={styles.path}>{folder}</span>.
        </p>
      ) : (
        <>
          <p>
            It waits in <span className={styles.path}>{folder}</span>. Submit its tasks, then collect what
            they have computed, as often as you like:
          </p>
          <CodeText text={submitCommand(folder)} name="Command that submits the tasks" />
        </>
      )}
      <div className={styles.collect}>
        {!isIn && (
          <Button
            variant="default"
            leftSection={<FolderDown size={13} aria-hidden />}
            loading={isCollecting}
            onClick={collect}
          >
            Collect results
          </Button>
        )}
        <span role="status" aria-label="Collected">
          {collected && collectedText(collected)}
        </span>
      </div>
      {collected && collected.left.length > 0 && <LeftFiles left={collected.left} />}
    </section>
  )
}

function collectedText({ summary, taken, waiting, left }: Collected): string {
  const { done, total, failed } = summary.runs
  return [
    `${formatPlural(taken, 'run')} came in: ${formatCount(done)} of ${formatCount(total)} are done`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} are not there yet`] : []),
    ...(left.length > 0 ? [`${formatPlural(left.length, 'file')} left`] : []),
  ].join(', ')
}

/** What was not taken, each with its reason. */
function LeftFiles({ left }: Pick<Collected, 'left'>) {
  const more = left.length - MOST_FILES
  return (
    <ul className={styles.left} aria-label="Files that were left">
      {left.slice(0, MOST_FILES).map(({ file, why }) => (
        <li key={file}>{why}</li>
      ))}
      {more > 0 && <li>and {formatCount(more)} more</li>}
    </ul>
  )
}
