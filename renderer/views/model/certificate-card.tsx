import { Button, Loader } from '@mantine/core'
import { useRef } from 'react'
import { isCheckedAtOnce, verdictOf, verdictText, type Certificate, type ModelInfo } from '../../../contract'
import { cancelCertificate, useCertificate, type ShownCertificate } from '../../state/certificates'
import { checkModelAgain } from '../../state/session'
import { CertificateItems } from '../../widgets/certificate-items'
import { CertificateVerdict } from '../../widgets/certificate-verdict'
import { formatMagnitude, formatWhen } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { useVanishedFocus } from '../../widgets/use-vanished-focus'
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
  const isBusy = shown === undefined || shown.state === 'checking'
  const foot = useRef<HTMLDivElement>(null)
  useVanishedFocus(foot, isBusy)
  return (
    <>
      <Content model={model} shown={shown} />
      <div className={styles.foot} ref={foot}>
        <span className={styles.made}>{shown?.state === 'made' && madeText(shown.certificate)}</span>
        {shown?.state === 'checking' && (
          <Button size="compact-xs" variant="default" onClick={() => void cancelCertificate(model)}>
            Cancel
          </Button>
        )}
        {/* Not `disabled`, nor left out: either would take the focus away. */}
        <Button
          size="compact-xs"
          variant="default"
          data-disabled={isBusy || undefined}
          aria-disabled={isBusy || undefined}
          onClick={() => !isBusy && void checkModelAgain(model)}
        >
          {shown?.state === 'not-checked' ? 'Check now' : 'Check again'}
        </Button>
      </div>
    </>
  )
}

function madeText({ madeAt, patchbayVersion }: Certificate): string {
  return `Made ${formatWhen(madeAt)} by Patchbay ${patchbayVersion}`
}

function Content({ model, shown }: CertificateShownProps) {
  switch (shown?.state) {
    case undefined:
      return <Waiting text="Reading the certificate…" />
    case 'checking':
      return <Waiting text="The model is being checked…" />
    case 'not-checked':
      return (
        <p className={styles.text}>
          {isCheckedAtOnce(model)
            ? 'Not checked: the check was cancelled.'
            : `Not checked yet: with ${formatMagnitude(model.parameterCount)} parameters that takes a while.`}{' '}
          Its first run will check it, if it is not checked before.
        </p>
      )
    case 'failed':
      return (
        <Note tone="problem" title="The certificate could not be made">
          {shown.message}
        </Note>
      )
    case 'made':
      return (
        <>
          <CertificateVerdict verdict={verdictOf(shown.certificate)} text={verdictText(shown.certificate)} />
          <CertificateItems items={shown.certificate.items} />
        </>
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
