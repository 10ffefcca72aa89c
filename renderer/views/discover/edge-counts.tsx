import { Tooltip } from '@mantine/core'
import { useMemo } from 'react'
import { drawnEdges, DRAW_LARGEST } from '../../graph/draw-cap'
import type { LiveRun } from '../../state/live-run'
import { isScored } from '../../state/scored-run'
import { formatCount } from '../../widgets/format'
import styles from './edge-counts.module.css'

const CONVENTION =
  'Edges of the residual-stream graph at head granularity (EAP, EAP-IG, MIB): from input, heads and MLPs to each head’s q, k and v, MLPs and logits. The ACDC paper also counts q/k/v "direct computation" edges, 432 more in GPT-2 small.'

/** `84 kept · 13,562 removed · 18,845 undecided of 32,491` */
export function EdgeCounts({ run }: { run: LiveRun }) {
  const hidden = useMemo(() => drawnEdges(run, 1).hidden, [run])
  const removed = run.decided - run.kept
  const undecided = run.graph.edgeCount - run.decided
  return (
    <>
      {hidden > 0 && (
        <Tooltip
          label={`Only the ${DRAW_LARGEST} edges with the largest values are drawn. The edge matrix and the list show all.`}
        >
          <span className={styles.hidden}>{formatCount(hidden)} hidden</span>
        </Tooltip>
      )}
      <Tooltip label={CONVENTION}>
        <span className={styles.counts} role="status" aria-label="Edge counts" tabIndex={0}>
          <b>{formatCount(run.kept)}</b>
          {isScored(run) ? (
            ' best by score'
          ) : (
            <>
              {' '}
              kept · <b>{formatCount(removed)}</b> removed
            </>
          )}
          {undecided > 0 && (
            <>
              {' '}
              · <b>{formatCount(undecided)}</b> undecided
            </>
          )}{' '}
          of {formatCount(run.graph.edgeCount)}
        </span>
      </Tooltip>
    </>
  )
}
