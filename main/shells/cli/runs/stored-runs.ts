import { decidesEdges, VERDICT_LABELS, withPlaceNames } from '../../../../contract'
import type { RunSummary } from '../../../../contract'
import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printJson, table } from '../output/print'
import { describeRun } from './describe-run'
import { findRun } from './find-run'
import { openHost, type StoreOptions } from './store-options'

export async function listCommand(options: StoreOptions): Promise<void> {
  const runs = await openHost(options).call('runs.list', {})
  if (options.json) return printJson(runs)
  if (runs.length === 0) return print('There are no runs yet.')
  const head = ['NO', 'ID', 'METHOD', 'STATE', 'KEPT', 'METRIC', 'THRESHOLD', 'MODEL', 'CERTIFICATE', 'NAME']
  await print(table(head, runs.map(listRow)))
}

function listRow(run: RunSummary): string[] {
  const isImport = run.method === 'import'
  const state = isImport && run.state === 'done' ? 'imported' : run.state
  const metric = isImport ? '-' : run.metric
  const threshold = String(run.threshold ?? '-')
  return [
    String(run.number),
    run.id,
    run.method,
    state,
    keptText(run),
    metric,
    threshold,
    run.modelName,
    run.certificate ? VERDICT_LABELS[run.certificate.verdict] : '-',
    run.name,
  ]
}

/** `5/81`, while edges are still undecided `..`; `-` where no circuit is looked for. */
function keptText({ method, state, edgesKept, edgesDecided, edgesTotal }: RunSummary): string {
  const isDecided = edgesDecided === edgesTotal
  if (!decidesEdges(method) && !(isDecided && state === 'done')) return '-'
  return `${edgesKept}${isDecided ? '' : '?'}/${edgesTotal}`
}

export async function showCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const detail = await host.call('runs.get', { id: (await findRun(host, typed)).id })
  const { summary, config, shape, provenance, settings, measurements } = detail
  if (options.json) {
    const written = { config: withPlaceNames(config), shape, provenance, settings, measurements }
    return printJson({ summary, ...written })
  }
  await print(describeRun(detail))
}

export async function exportCommand(typed: string, options: StoreOptions & { out?: string }): Promise<void> {
  checkOutFile(options)
  const host = openHost(options)
  const format = options.out?.endsWith('.csv') ? 'csv' : 'json'
  const { text } = await host.call('runs.export', { id: (await findRun(host, typed)).id, format })
  if (options.out === undefined) return print(text)
  await writeOutFile(options.out, text)
}

/** For good: what a program deleted can be brought back only while it runs. */
export async function deleteCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id, name } = await findRun(host, typed)
  await host.call('runs.delete', { id })
  await host.close()
  await print(`${name} is deleted.`)
}
