import type { WrittenToken } from '../../../contract'
import { formatSigned } from '../../state/edge-values'
import { shownToken } from './attention-map'
import styles from './written-text.module.css'

/** Tokens that something writes, each with what it adds to its logit in the tooltip. */
export function WrittenText({ tokens, most = 5 }: { tokens: readonly WrittenToken[]; most?: number }) {
  return (
    <span className={styles.written}>
      {tokens.slice(0, most).map(({ id, text, logit }) => (
        <span key={id} className={styles.token} title={`${formatSigned(logit)} on its logit, id ${id}`}>
          {shownToken(text)}
        </span>
      ))}
    </span>
  )
}
