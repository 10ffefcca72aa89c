import { describe, expect, it } from 'vitest'
import { downloadOf } from '../../../testing/downloads'
import { seen } from '../../../testing/rendered-text'
import { DownloadRow } from './downloads'

const shown = (changes: Parameters<typeof downloadOf>[0] = {}) =>
  seen(<DownloadRow download={downloadOf(changes)} />)

describe('a download', () => {
  it('on its way has its progress, speed and time left, and can be cancelled', () => {
    const { text, html } = shown()
    expect(text).toBe(
      'org/modelhttps://hub.exampleCancel40 percent of org/model downloadedDownloading420 MB of 913 MB12.4 MB/sabout 40 s leftmodel.safetensors',
    )
    expect(html).toContain('aria-valuenow="45.99')
  })

  it('says that the time left is not known, that it waits, or is checked', () => {
    expect(shown({ bytesPerSecond: null, remainingMs: null }).text).toContain('time left not known yet')
    const waiting = shown({ state: 'waiting', message: 'Another Patchbay downloads it.' }).text
    expect(waiting).toMatch(/downloadedWaiting420 MB of 913 MBAnother Patchbay downloads it\.$/)
    expect(shown({ state: 'checking' }).text).toContain('downloadedChecking against the checksum')
  })

  it('that ended early goes on where it was cut, and says why where it failed', () => {
    const cancelled = shown({ state: 'cancelled' })
    expect(cancelled.text).toContain('ResumeCancelled420 MB of 913 MB')
    const failed = shown({ state: 'failed', message: 'The disk is full.' })
    expect(failed.text).toMatch(/ResumeNot downloaded420 MB of 913 MBThe disk is full\.$/)
    expect(failed.html).toContain('role="alert"')
  })

  it('that is done is to be opened', () => {
    expect(shown({ state: 'done', doneBytes: 913_110_570 }).text).toContain(
      'Open modelDownloaded and checked913 MB',
    )
  })

  it('of no bytes is whole', () => {
    expect(shown({ state: 'done', doneBytes: 0, totalBytes: 0 }).html).toContain('aria-valuenow="100"')
  })
})
