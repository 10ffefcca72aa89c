import { ActionIcon, Button, Progress } from '@mantine/core'
import { RotateCw, X } from 'lucide-react'
import { useRef } from 'react'
import { LIVE_DOWNLOAD_STATES, type Download } from '../../../contract'
import { beginDownload, cancelDownload, dismissDownload, useHub } from '../../state/hub'
import { openModel } from '../../state/session'
import { Note } from '../../widgets/note'
import { useVanishedFocus } from '../../widgets/use-vanished-focus'
import { progressText, titleOf } from './download-text'
import { SaidProgress } from '../../widgets/said-progress'
import styles from './downloads.module.css'
import { Heading } from './heading'

/** Downloads on their way, and those that have ended, until they are taken off the list. */
export function Downloads() {
  const downloads = useHub((state) => state.downloads)
  if (downloads.length === 0) return null
  return (
    <section aria-label="Downloads">
      <Heading text="Downloads" />
      <ul className={styles.list}>
        {downloads.map((download) => (
          <DownloadRow key={download.name} download={download} />
        ))}
      </ul>
    </section>
  )
}

const COLORS: Partial<Record<Download['state'], string>> = { done: 'green', failed: 'red', cancelled: 'gray' }

export function DownloadRow({ download }: { download: Download }) {
  const { name, from, state, doneBytes, totalBytes, message } = download
  return (
    <li className={styles.row} aria-label={`Download of ${name}`}>
      <div className={styles.head}>
        <span className={styles.name}>
          <span className="clip" title={name}>
            {name}
          </span>
          <span className={styles.from}>{from}</span>
        </span>
        <DownloadActions download={download} />
      </div>
      <Progress
        size={5}
        color={COLORS[state] ?? 'yellow'}
        value={totalBytes === 0 ? 100 : (doneBytes / totalBytes) * 100}
        aria-label={`Downloaded of ${name}`}
      />
      {LIVE_DOWNLOAD_STATES.includes(state) && (
        <SaidProgress done={doneBytes} total={totalBytes} what={`${name} downloaded`} />
      )}
      {/* Bytes and speed change all the time; its end and a problem are said. */}
      <p
        className={styles.facts}
        role="status"
        aria-live={LIVE_DOWNLOAD_STATES.includes(state) ? 'off' : undefined}
        aria-label="Download state"
      >
        <b>{titleOf(download)}</b>
        {progressText(download).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {message !== null && <Note tone={state === 'failed' ? 'problem' : 'info'}>{message}</Note>}
    </li>
  )
}

/** The button takes the place of the one before it, and with it the focus. */
function DownloadActions({ download }: { download: Download }) {
  const { name, state } = download
  const box = useRef<HTMLDivElement>(null)
  useVanishedFocus(box, state)
  const isLive = LIVE_DOWNLOAD_STATES.includes(state)
  return (
    <div className={styles.actions} ref={box}>
      {isLive && (
        <Button size="compact-xs" variant="default" onClick={() => void cancelDownload(name)}>
          Cancel
        </Button>
      )}
      {state === 'done' && (
        <Button size="compact-xs" onClick={() => void openModel(name)}>
          Open model
        </Button>
      )}
      {(state === 'cancelled' || state === 'failed') && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<RotateCw size={12} />}
          onClick={() => void beginDownload(download)}
        >
          Resume
        </Button>
      )}
      {!isLive && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Take the download of ${name} off this list`}
          title="Take it off this list. What was downloaded stays in the cache."
          onClick={() => void dismissDownload(name)}
        >
          <X size={14} />
        </ActionIcon>
      )}
    </div>
  )
}
