import { Tooltip } from '@mantine/core'
import type { LiveRun } from '../../state/live-run'
import { formatCount } from '../../widgets/format'
import styles from './edge-counts.module.css'

const CONVENTION =
  'Edges of the residual-stream graph at head granularity (EAP, EAP-IG, MIB): from the embedding, heads and MLPs to each head’s q, k and v, MLPs and logits. The ACDC paper also counts q/k/v "direct computation" edges, 432 more in GPT-2 small.'

/** `84 kept · 13,562 removed · 18,845 undecided of 32,491`; in narrow windows without what follows from the others, or stays as it is. */
export function EdgeCounts({ run }: { run: LiveRun }) {
  const removed = run.decided - run.kept
  const undecided = run.graph.edgeCount - run.decided
  return (
    <Tooltip label={CONVENTION}>
      {/* Not announced: they change with every decision. */}
      <span className={styles.counts} role="status" aria-live="off" aria-label="Edge counts" tabIndex={0}>
        <b>{formatCount(run.kept)}</b>
        {run.excerpt?.kind === 'scores' ? (
          <>
            {' '}
            best<span className={styles.wideOnly}> by score</span>
          </>
        ) : (
          <>
            {' '}
            kept
            <span className={styles.wideOnly}>
              {' '}
              · <b>{formatCount(removed)}</b> removed
            </span>
          </>
        )}
        {undecided > 0 && (
          <>
            {' '}
            · <b>{formatCount(undecided)}</b> undecided
          </>
        )}
        <span className={undecided > 0 ? styles.wideOnly : undefined}>
          {' '}
          of {formatCount(run.graph.edgeCount)}
        </span>
      </span>
    </Tooltip>
  )
}
