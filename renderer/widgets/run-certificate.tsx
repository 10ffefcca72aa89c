import { certificateText, type RunDetail, type RunSummary } from '../../contract'
import { CertificateItems } from './certificate-items'
import { CertificateVerdict } from './certificate-verdict'
import { Section } from './panes'
import styles from './run-certificate.module.css'

interface RunCertificateProps {
  /** The run as it is now; the detail's summary may be older. */
  summary: RunSummary
  detail: RunDetail
}

/** What was proven of a run's model when the run began, or what is against that of an imported circuit. */
export function RunCertificate({ summary, detail }: RunCertificateProps) {
  const text = certificateText(summary)
  if (text === null) return null
  const items = detail.certificate?.items
  return (
    <Section title="Load certificate">
      <CertificateVerdict verdict={summary.certificate?.verdict ?? null} text={text} />
      {items && (
        <details className={styles.checks}>
          <summary>Its checks</summary>
          <CertificateItems items={items} />
        </details>
      )}
    </Section>
  )
}
