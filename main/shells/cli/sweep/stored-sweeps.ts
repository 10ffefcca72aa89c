import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printJson, table } from '../output/print'
import { openHost, type StoreOptions } from '../runs/store-options'
import { describeSweep } from './describe-sweep'
import { namedSweep } from './find-sweep'

export async function listCommand(options: StoreOptions): Promise<void> {
  const sweeps = await openHost(options).call('sweeps.list', {})
  if (options.json) return printJson(sweeps)
  if (sweeps.length === 0) return print('There are no sweeps yet.')
  const rows = sweeps.map(({ number, id, method, state, runs, metric, modelName, name }) => [
    ...[
      String(number),
      id,
      method,
      state,
      `${runs.done}/${runs.total}`,
      String(runs.reused),
      metric,
      modelName,
      name,
    ],
  ])
  await print(table(['NO', 'ID', 'METHOD', 'STATE', 'RUNS', 'REUSED', 'METRIC', 'MODEL', 'NAME'], rows))
}

export async function statusCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id } = await namedSweep(host, typed)
  if (options.json) {
    const { text } = await host.call('sweeps.export', { id, format: 'json' })
    return print(text.trimEnd())
  }
  await print(describeSweep(await host.call('sweeps.get', { id })))
}

export async function exportCommand(typed: string, options: StoreOptions & { out?: string }): Promise<void> {
  checkOutFile(options)
  const host = openHost(options)
  const format = options.out?.endsWith('.csv') ? 'csv' : 'json'
  const { text } = await host.call('sweeps.export', { id: (await namedSweep(host, typed)).id, format })
  if (options.out === undefined) return print(text)
  await writeOutFile(options.out, text)
}

/** `patchbay sweep pause`, `stop`: the Patchbay that computes it is asked to, and answers within seconds. */
export async function endCommand(typed: string, options: StoreOptions, how: 'pause' | 'stop'): Promise<void> {
  const host = openHost(options)
  const { id } = await namedSweep(host, typed)
  const summary = await host.call(`sweeps.${how}`, { id })
  await host.close()
  await (options.json
    ? printJson(summary)
    : print(`${summary.name} is ${summary.state}. ${summary.message ?? ''}`.trim()))
}

export async function deleteCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id, name } = await namedSweep(host, typed)
  await host.call('sweeps.delete', { id })
  await host.close()
  await print(`${name} is deleted; its runs are still there.`)
}
