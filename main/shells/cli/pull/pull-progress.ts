import { sizeText, type Download } from '../../../../contract'
import { durationText } from '../run/progress-line'

/** On a pipe or in a log, how often a line shows that the download goes on. */
const LOG_EVERY_MS = 10_000

/** How a download goes, on stderr: one line that changes on a terminal, else a line now and then. */
export class PullProgress {
  private readonly isTerminal = Boolean(process.stderr.isTTY)
  private shown = ''
  private loggedAt = 0

  show(download: Download): void {
    const text = progressText(download)
    if (this.isTerminal) {
      process.stderr.write(`\r\x1b[K${text}`)
      return
    }
    const kind = `${download.file} ${download.state} ${download.message}`
    const { state, doneBytes, totalBytes } = download
    if (state !== 'waiting' && (state !== 'downloading' || doneBytes === totalBytes)) return
    if (kind === this.shown && Date.now() - this.loggedAt < LOG_EVERY_MS) return
    this.shown = kind
    this.loggedAt = Date.now()
    process.stderr.write(`${text}\n`)
  }

  /** Clears the changing line, so that what follows starts on a clean one. */
  end(): void {
    if (this.isTerminal) process.stderr.write('\r\x1b[K')
  }
}

function progressText({
  state,
  file,
  message,
  doneBytes,
  totalBytes,
  bytesPerSecond,
  remainingMs,
}: Download): string {
  const what = message ?? (state === 'checking' ? `checking ${file}` : (file ?? state))
  const rate = bytesPerSecond === null ? '' : `, ${sizeText(bytesPerSecond)}/s`
  const left = remainingMs === null ? '' : `, about ${durationText(remainingMs)} left`
  return `${sizeText(doneBytes)} of ${sizeText(totalBytes)}${rate}${left} (${what})`
}
