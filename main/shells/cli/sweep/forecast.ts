import { bytesText, mostText, type ArgsOf, type MemoryNeed, type SweepForecast } from '../../../../contract'
import type { Host } from '../../../host/host'
import { print } from '../../streams'
import { printJson } from '../output/print'
import type { StoreOptions } from '../runs/store-options'
import { durationText } from './duration-text'

/** Says what a sweep would compute, and closes the host. */
export async function forecast(
  host: Host,
  args: ArgsOf<'sweeps.plan'>,
  { json }: Pick<StoreOptions, 'json'>,
): Promise<void> {
  const planned = await host.call('sweeps.plan', args)
  await host.close()
  await (json ? printJson(planned) : print(forecastText(planned)))
}

/** `12 circuits: 20 runs to compute, 4 computed before and reused. About 3 min.` */
export function forecastText({ points, runs, reused, remainingMs, memory }: SweepForecast): string {
  const time = remainingMs === null || reused === runs ? [] : [`About ${durationText(remainingMs)}.`]
  const need = memory && reused < runs ? [largestText(memory)] : []
  const count = `${points} ${points === 1 ? 'circuit' : 'circuits'}`
  return [
    `${count}: ${runs - reused} runs to compute, ${reused} computed before and reused.`,
    ...time,
    ...need,
  ].join(' ')
}

const largestText = (need: MemoryNeed) =>
  `The largest run needs about ${bytesText(need.peakBytes)}${mostText(need)}.`
