import { Badge, Loader, Skeleton } from '@mantine/core'
import { FlaskConical } from 'lucide-react'
import type { SampleInfo } from '../../../contract'
import { useHost } from '../../state/host'
import { openSample } from '../../state/session'
import { showView, useWorkbench } from '../../state/workbench'
import styles from './model.module.css'

/** The bundled models: one click opens model, prompts, metric and threshold. */
export function SampleCards() {
  const info = useHost((state) => state.info)
  return (
    <section aria-label="Samples">
      <h2 className={styles.heading}>Samples</h2>
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
  return (
    <button
      type="button"
      className={styles.card}
      data-open={isOpen || undefined}
      disabled={opening !== null}
      aria-label={`Open sample ${sample.title}`}
      aria-pressed={isOpen}
      onClick={() => void openSample(sample)}
      onDoubleClick={() => showView('discover')}
    >
      <span className={styles.cardTitle}>
        <FlaskConical size={15} aria-hidden />
        {sample.title}
        {opening === sample.path && <Loader size={12} ml="auto" />}
        {isOpen && opening === null && (
          <Badge size="xs" variant="light" ml="auto">
            Open
          </Badge>
        )}
      </span>
      <span className={styles.cardText}>{sample.description}</span>
      <span className={styles.cardFoot}>
        With prompts · metric {sample.metric} · τ {sample.threshold}
      </span>
    </button>
  )
}
