import type { SetSummary } from '../../../../contract'
import type { Host } from '../../../host/host'

/** Asks until all prompts are through. */
export async function summaryOf(host: Host, id: string): Promise<SetSummary> {
  for (;;) {
    const { done, total, summary } = await host.call('explain.summary', { id })
    showProgress(summary ? null : `${done} of ${total} prompts`)
    if (summary) return summary
  }
}

/** One line that changes on a terminal; in a log nothing. */
function showProgress(text: string | null): void {
  if (process.stderr.isTTY) process.stderr.write(text === null ? '\r\x1b[K' : `\r\x1b[K${text}`)
}
