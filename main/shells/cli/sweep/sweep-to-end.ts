import { print } from '../../streams'
import type { StoreOptions } from '../runs/store-options'
import { describeSweep } from './describe-sweep'
import type { SweepingHost } from './sweeping-host'

/** Waits for a sweep and shows what it found. What failed in it makes the exit code 1. */
export async function sweepToEnd(
  sweeping: SweepingHost,
  { id }: { id: string },
  { json }: Pick<StoreOptions, 'json'>,
): Promise<void> {
  const detail = await sweeping.toEnd(id)
  if (json) {
    const { text } = await sweeping.host.call('sweeps.export', { id, format: 'json' })
    await print(text.trimEnd())
  } else await print(describeSweep(detail))
  if (detail.summary.runs.failed > 0) process.exitCode = 1
  await sweeping.host.close()
}
