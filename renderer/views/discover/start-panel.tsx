import { Button } from '@mantine/core'
import { Play } from 'lucide-react'
import { useRef } from 'react'
import { memoryText } from '../../../contract'
import { discoverForm } from '../../state/discover-form'
import { useHost } from '../../state/host'
import { METRIC_LABEL } from '../../state/metric-label'
import { usePromptSet } from '../../state/prompt-store'
import { useMemoryNeed } from '../../state/memory-need'
import { useDiscoverConfig, useDiscoverStart, useStartRun } from '../../state/start-run'
import { showView, useWorkbench } from '../../state/workbench'
import { capitalised, formatCount, formatPlural } from '../../widgets/format'
import { TourButton } from '../../widgets/tour-button'
import { useVanishedFocus } from '../../widgets/use-vanished-focus'
import styles from './start-panel.module.css'

/** Before a run: what it will do, and the button that starts it. */
export function StartPanel({ edgeCount }: { edgeCount: number }) {
  const { start, obstacle, starting } = useStartRun()
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const metric = discoverForm.use((form) => form.metric)
  const { explained, action, note } = useDiscoverStart()
  const sample = useHost((state) => state.info?.samples.find((candidate) => candidate.path === model?.path))
  const config = useDiscoverConfig()
  const memory = useMemoryNeed(obstacle ? null : config)
  const box = useRef<HTMLDivElement>(null)
  useVanishedFocus(box, obstacle)
  return (
    <section className={styles.start} aria-label="Find the circuit">
      <div className={styles.startText}>
        <h2>{sample ? sample.title : `Find the circuit in ${model?.name ?? 'this model'}`}</h2>
        <p>{sample?.description ?? explained}</p>
        <p className="dim">
          {obstacle ??
            `${formatCount(edgeCount)} edges, ${formatPlural(prompts.rows.length, 'prompt pair')}, ${METRIC_LABEL[metric]}${note?.() ?? ''}.`}
          {memory?.state === 'known' && ` ${capitalised(memoryText(memory.need))}.`}
        </p>
      </div>
      <div ref={box} className={styles.startActions}>
        {prompts.rows.length === 0 && (
          <Button size="md" variant="default" onClick={() => showView('dataset')}>
            Add prompts
          </Button>
        )}
        {sample && <TourButton size="md" />}
        <Button
          size="md"
          leftSection={<Play size={16} />}
          loading={starting}
          data-starts
          disabled={obstacle !== null}
          onClick={start}
        >
          {action}
        </Button>
      </div>
    </section>
  )
}
