import type { Download, DownloadState } from '../../../contract'
import { formatBytes, formatDuration } from '../../widgets/format'

const TITLES: Record<DownloadState, string> = {
  waiting: 'Waiting',
  downloading: 'Downloading',
  checking: 'Checking against the checksum',
  done: 'Downloaded and checked',
  cancelled: 'Cancelled',
  failed: 'Not downloaded',
}

export function titleOf({ state }: Download): string {
  return TITLES[state]
}

/** `83 MB of 166 MB`, `12.4 MB/s`, `about 7 s left`, `model.safetensors` */
export function progressText(download: Download): string[] {
  const { state, doneBytes, totalBytes, bytesPerSecond, remainingMs, file } = download
  if (state === 'done') return [formatBytes(totalBytes)]
  const facts = [`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`]
  if (state === 'downloading') {
    if (bytesPerSecond !== null) facts.push(`${formatBytes(bytesPerSecond)}/s`)
    facts.push(remainingMs === null ? 'time left not known yet' : `about ${formatDuration(remainingMs)} left`)
  }
  if (file !== null && (state === 'downloading' || state === 'checking')) facts.push(file)
  return facts
}
