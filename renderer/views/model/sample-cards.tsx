import { Button, Loader, Skeleton } from '@mantine/core'
import { FlaskConical } from 'lucide-react'
import { METRICS, type SampleInfo, type SamplePrompts } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { useHost } from '../../state/host'
import { usePrompts } from '../../state/prompt-store'
import { openSample } from '../../state/session'
import { showView, useWorkbench } from '../../state/workbench'
import { formatPlural } from '../../widgets/format'
import { TourButton } from '../../widgets/tour-button'
import { Heading } from './heading'
import styles from './sample-cards.module.css'

/** The bundled models: one click opens model, prompts, metric and threshold. */
export function SampleCards() {
  const info = useHost((state) => state.info)
  return (
    <section aria-label="Samples">
      <div className={styles.head}>
        <Heading text="Samples" />
        <TourButton size="compact-xs" />
      </div>
      <div className={styles.cards}>
        {info ? (
          info.samples.map((sample) => <SampleCard key={sample.path} sample={sample} />)
        ) : (
          <Skeleton h={120} />
        )}
      </div>
      {info?.samples.length === 0 && <p className={styles.empty}>This build of Patchbay ships no samples.</p>}
    </section>
  )
}

function SampleCard({ sample }: { sample: SampleInfo }) {
  const isOpen = useWorkbench((state) => state.model?.path === sample.path)
  const opening = useWorkbench((state) => state.opening)
  const [first] = sample.prompts
  return (
    <div className={styles.sample}>
      <button
        type="button"
        className={styles.card}
        data-open={isOpen || undefined}
        // Not `disabled`, which would take the focus away.
        aria-disabled={opening !== null}
        aria-pressed={isOpen}
        onClick={() => opening === null && void openSample(sample)}
        onDoubleClick={() => showView('discover')}
      >
        <span className={styles.cardTitle}>
          <FlaskConical size={15} aria-hidden />
          <span className="spoken">Open sample </span>
          {sample.title}
          {opening === sample.path && <Loader size={12} ml="auto" />}
          {isOpen && opening === null && <span className={styles.openMark}>Open</span>}
        </span>
        <span className={styles.cardText}>{sample.description}</span>
        <span className={styles.cardFoot}>
          {formatPlural(sample.prompts.length, 'prompt set')} · {metricLabel(first.metric)} · τ{' '}
          {first.threshold}
        </span>
      </button>
      {sample.prompts.length > 1 && (
        <div role="group" aria-label={`Prompts of ${sample.title}`} className={styles.sets}>
          <span>With the prompts</span>
          {sample.prompts.map((set) => (
            <SetButton key={set.id} sample={sample} set={set} />
          ))}
        </div>
      )}
    </div>
  )
}

/** Opens the sample with one of its prompt sets. */
function SetButton({ sample, set }: { sample: SampleInfo; set: SamplePrompts }) {
  const isModelOpen = useWorkbench((state) => state.model?.path === sample.path)
  const isOpening = useWorkbench((state) => state.opening !== null)
  const isInForm = usePrompts((state) => state.draft.savedId === set.id)
  return (
    <Button
      size="compact-xs"
      variant={isModelOpen && isInForm ? 'light' : 'default'}
      aria-pressed={isModelOpen && isInForm}
      aria-disabled={isOpening}
      onClick={() => !isOpening && void openSample(sample, set)}
    >
      {set.title}
    </Button>
  )
}

function metricLabel(name: string): string {
  const metric = METRICS.find((known) => known === name)
  return metric ? METRIC_LABEL[metric] : name
}
