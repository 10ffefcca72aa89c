import { Loader } from '@mantine/core'
import type { RankedReading } from '../../../contract'
import { formatSigned } from '../../state/edge-values'
import { formatCount, formatPercent } from '../../widgets/format'
import { EdgeName } from '../../widgets/names'
import styles from './first-edges.module.css'

export interface FirstEdgesProps {
  /** null while it is loading. */
  ranked: RankedReading | null
  isPositive: boolean
  isMeasuring: boolean
  count: number
}

/** The first edges under a reading, and how faithful they are to the model. */
export function FirstEdges({ ranked, isPositive, isMeasuring, count }: FirstEdgesProps) {
  return (
    <>
      <h4>{isPositive ? 'Positive scores come first' : 'Negative scores come first'}</h4>
      <ol className={styles.edges} aria-label="First edges">
        {ranked?.edges.map(({ edge, score }) => (
          <li key={edge}>
            <EdgeName edge={edge} />
            <span>{formatSigned(score)}</span>
          </li>
        ))}
      </ol>
      <p className={styles.kept} role="status" aria-label="Faithfulness of the first edges">
        {ranked && ranked.faithfulness !== null ? (
          <>
            <b>{formatPercent(ranked.faithfulness, 1)}</b> faithfulness of the first {formatCount(count)}
          </>
        ) : isMeasuring ? (
          <>
            <Loader size={12} /> measuring the first {formatCount(count)}
          </>
        ) : (
          'faithfulness not measured'
        )}
      </p>
    </>
  )
}
