import { Button } from '@mantine/core'
import { Play } from 'lucide-react'
import { useRef } from 'react'
import { METRIC_LABEL } from '../../state/edge-values'
import { useHost } from '../../state/host'
import { usePromptSet } from '../../state/prompt-store'
import { useStartRun } from '../../state/use-start-run'
import { showView, useWorkbench } from '../../state/workbench'
import { formatCount, formatPlural, formatThreshold } from '../../widgets/format'
import { useVanishedFocus } from '../../widgets/use-vanished-focus'
import styles from './discover.module.css'

/** Before a run: what is about to happen, and the button for it. */
export function StartPanel({ edgeCount }: { edgeCount: number }) {
  const { start, obstacle, starting } = useStartRun()
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const metric = useWorkbench((state) => state.metric)
  const method = useWorkbench((state) => state.discoverMethod)
  const threshold = useWorkbench((state) => state.threshold)
  const sample = useHost((state) => state.info?.samples.find((candidate) => candidate.path === model?.path))
  const box = useRef<HTMLDivElement>(null)
  useVanishedFocus(box, obstacle)
  return (
    <section className={styles.start} aria-label="Find the circuit">
      <div className={styles.startText}>
        <h2>{sample ? sample.title : `Find the circuit in ${model?.name ?? 'this model'}`}</h2>
        <p>
          {sample?.description ??
            (method === 'acdc'
              ? 'ACDC cuts one edge after another and keeps those that the task needs. Every decision is shown as it is made.'
              : 'Every edge gets a score; any number of the best can then be shown as a circuit.')}
        </p>
        <p className="dim">
          {obstacle ??
            `${formatCount(edgeCount)} edges, ${formatPlural(prompts.rows.length, 'prompt pair')}, ${METRIC_LABEL[metric]}${method === 'acdc' ? `, threshold ${formatThreshold(threshold)}` : ''}`}
        </p>
      </div>
      <div ref={box} className={styles.startActions}>
        {prompts.rows.length === 0 && (
          <Button size="md" variant="default" onClick={() => showView('dataset')}>
            Add prompts
          </Button>
        )}
        <Button
          size="md"
          leftSection={<Play size={16} />}
          loading={starting}
          disabled={obstacle !== null}
          onClick={start}
        >
          {method === 'acdc' ? 'Find the circuit' : 'Score all edges'}
        </Button>
      </div>
    </section>
  )
}
