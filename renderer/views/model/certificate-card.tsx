import { Button, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { verdictOf, verdictText, type Certificate, type ModelInfo } from '../../../contract'
import { certifyModel, useCertificate, type ShownCertificate } from '../../state/certificates'
import { CertificateItems } from '../../widgets/certificate-items'
import { CertificateVerdict } from '../../widgets/certificate-verdict'
import { formatMagnitude, formatWhen } from '../../widgets/format'
import { Note } from '../../widgets/note'
import styles from './certificate-card.module.css'
import { Heading } from './heading'

/** The load certificate of the open model: its verdict, and each check with what it measured. */
export function CertificateCard({ model }: { model: ModelInfo }) {
  const shown = useCertificate(model)
  const isBusy = shown === undefined || shown.state === 'checking'
  return (
    <section className={styles.card} aria-label="Load certificate" aria-busy={isBusy}>
      <Heading text="Load certificate" />
      <CertificateShown model={model} shown={shown} />
    </section>
  )
}

interface CertificateShownProps {
  model: ModelInfo
  /** undefined until the host has answered. */
  shown: ShownCertificate | undefined
}

export function CertificateShown({ model, shown }: CertificateShownProps) {
  switch (shown?.state) {
    case undefined:
      return <Waiting text="Reading the certificate…" />
    case 'checking':
      return <Waiting text="The model is being checked…" />
    case 'not-checked':
      return (
        <>
          <p className={styles.text}>
            Not checked yet: with {formatMagnitude(model.parameterCount)} parameters that takes a while. Its
            first run will check it, if it is not checked before.
          </p>
          <CheckButton model={model} text="Check now" />
        </>
      )
    case 'failed':
      return (
        <>
          <Note tone="problem" title="The certificate could not be made">
            {shown.message}
          </Note>
          <div className={styles.foot}>
            <CheckButton model={model} text="Check again" />
          </div>
        </>
      )
    case 'made':
      return (
        <Made certificate={shown.certificate}>
          <CheckButton model={model} text="Check again" />
        </Made>
      )
  }
}

function Waiting({ text }: { text: string }) {
  return (
    <p className={styles.waiting} role="status">
      <Loader size={14} aria-hidden />
      {text}
    </p>
  )
}

function Made({ certificate, children }: { certificate: Certificate; children: ReactNode }) {
  return (
    <>
      <CertificateVerdict verdict={verdictOf(certificate)} text={verdictText(certificate)} />
      <CertificateItems items={certificate.items} />
      <div className={styles.foot}>
        <span>
          Made {formatWhen(certificate.madeAt)} by Patchbay {certificate.patchbayVersion}
        </span>
        {children}
      </div>
    </>
  )
}

function CheckButton({ model, text }: { model: ModelInfo; text: string }) {
  return (
    <Button size="compact-xs" variant="default" onClick={() => void certifyModel(model)}>
      {text}
    </Button>
  )
}
