import { CircleDashed, CircleCheck, CircleX, type LucideIcon } from 'lucide-react'
import { CERTIFICATE_TITLES, OUTCOME_WORDS, type CertificateItem } from '../../contract'
import { formatDifference } from './format'
import { LongText } from './long-text'
import styles from './certificate-items.module.css'

type Outcome = CertificateItem['outcome']

const ICONS: Record<Outcome, LucideIcon> = { passed: CircleCheck, failed: CircleX, unchecked: CircleDashed }

/** Each check of a certificate: its outcome, the difference found and allowed, and what was compared. */
export function CertificateItems({ items }: { items: readonly CertificateItem[] }) {
  return (
    <ul className={styles.items} aria-label="Checks">
      {items.map((item) => (
        <Item key={item.name} item={item} />
      ))}
    </ul>
  )
}

function Item({ item }: { item: CertificateItem }) {
  const { name, outcome, detail } = item
  const Icon = ICONS[outcome]
  return (
    <li className={styles.item} data-outcome={outcome}>
      <Icon size={14} aria-hidden />
      <span className={styles.title}>
        {CERTIFICATE_TITLES[name]} <span className={styles.outcome}>{OUTCOME_WORDS[outcome]}</span>
      </span>
      <Measured item={item} />
      <p className={styles.detail}>
        <LongText text={detail} />
      </p>
    </li>
  )
}

/** `1.2e−7 ≤ 2e−5`; nothing where nothing was measured. */
function Measured({ item: { outcome, difference, tolerance } }: { item: CertificateItem }) {
  if (difference === null || tolerance === null) return null
  return (
    <span className={styles.measured} title="The largest difference found, and the largest allowed">
      {formatDifference(difference)} {outcome === 'failed' ? '>' : '≤'} {formatDifference(tolerance)}
    </span>
  )
}
