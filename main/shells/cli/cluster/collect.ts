import type { Collected } from '../../../../contract'
import { Host } from '../../../host/host'
import { print } from '../../streams'
import { printJson } from '../output/print'
import { storePathOf, type StoreOptions } from '../runs/store-options'

/** `patchbay sweep collect DIR` */
export async function collectCommand(folder: string, options: StoreOptions): Promise<void> {
  const host = new Host({ storePath: storePathOf(options), emit: () => {} })
  const collected = await host.call('sweeps.collect', { folder })
  await host.close()
  await (options.json ? printJson(collected) : print(collectedText(collected)))
  if (collected.left.length > 0) process.exitCode = 1
}

function collectedText({ summary, taken, waiting, left }: Collected): string {
  const { done, total, failed } = summary.runs
  return [
    `${summary.name}: ${taken} came in, ${done} of ${total} runs are done${failed > 0 ? `, ${failed} failed` : ''}${waiting > 0 ? `, ${waiting} are not there yet` : ''}.`,
    ...left.map(({ why }) => `Left: ${why}`),
  ].join('\n')
}
