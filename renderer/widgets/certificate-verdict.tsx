import { Shield, ShieldAlert, ShieldCheck, ShieldQuestionMark, type LucideIcon } from 'lucide-react'
import type { Verdict } from '../../contract'
import { LongText } from './long-text'
import styles from './certificate-verdict.module.css'

export const VERDICT_ICONS: Record<Verdict, LucideIcon> = {
  certified: ShieldCheck,
  checked: Shield,
  uncertified: ShieldAlert,
}

interface CertificateVerdictProps {
  /** null where no certificate was made. */
  verdict: Verdict | null
  /** In a sentence, with its reason. */
  text: string
}

/** The verdict of a certificate, marked by a sign and a colour. */
export function CertificateVerdict({ verdict, text }: CertificateVerdictProps) {
  const Icon = verdict ? VERDICT_ICONS[verdict] : ShieldQuestionMark
  return (
    <p className={styles.verdict} data-verdict={verdict ?? undefined} role="note" aria-label="Verdict">
      <Icon size={16} aria-hidden />
      <span>
        <LongText text={text} />
      </span>
    </p>
  )
}
