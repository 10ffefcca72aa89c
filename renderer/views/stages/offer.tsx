import { useState } from 'react'
import type { RunConfig } from '../../../contract'
import { startInStage } from '../../state/start-stage'
import { useObstacle } from '../../state/use-obstacle'
import { StartButton } from '../../widgets/start-button'
import styles from './offer.module.css'

interface OfferProps {
  /** On the button, e.g. `Confirm these 3 sites`. */
  label: string
  /** What it starts; null while something is missing, which `obstacle` names. */
  config: RunConfig | null
  obstacle: string | null
}

/** What a view was opened for, as its main button, and why it cannot be started. */
export function Offer({ label, config, obstacle }: OfferProps) {
  const [isStarting, setStarting] = useState(false)
  const general = useObstacle(config?.metric)
  const start = () => {
    if (!config) return
    setStarting(true)
    void startInStage(config).finally(() => setStarting(false))
  }
  const why = general ?? obstacle
  return (
    <>
      <StartButton label={label} start={start} obstacle={why} isStarting={isStarting} />
      {why && <p className={styles.why}>{why}</p>}
    </>
  )
}

/** Above an earlier result: what that is of, and the offer for what is chosen now. */
export function OfferBar({ text, ...offer }: OfferProps & { text: string }) {
  return (
    <div className={styles.bar} role="status" aria-label="Chosen now">
      <span className={styles.text} title={text}>
        {text}
      </span>
      <Offer {...offer} />
    </div>
  )
}
