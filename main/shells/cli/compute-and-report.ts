import path from 'node:path'
import type { MethodResult, RunDetail, RunSummary } from '../../../contract'
import type { Host } from '../../host/host'
import { defaultStorePath } from '../../paths'
import { OutputError, print } from '../streams'
import { writeOutFile } from './out-file'
import { printJson } from './output'
import { runToEnd } from './run-to-end'

interface ResultOptions {
  db?: string
  out?: string
  json?: boolean
}

/**
 * Runs to the end; what was found goes to --out or stdout, what is for people to stdout. A self-check that fails
 * makes the exit code 1.
 */
export async function computeAndReport(
  options: ResultOptions,
  begin: (host: Host) => Promise<RunSummary>,
): Promise<void> {
  const storePath = options.db === undefined ? defaultStorePath() : path.resolve(options.db)
  const { host, run } = await runToEnd(storePath, options.db, begin)
  try {
    await report(host, run, options)
  } catch (error) {
    if (error instanceof OutputError) error.message += ` ${keptHint(run, options)}`
    throw error
  }
  await host.close()
}

/** Hours of computing must not seem lost with the disk that had no room for them. */
function keptHint({ number }: RunSummary, { db }: ResultOptions): string {
  return `The run is kept; to write it elsewhere: patchbay runs export ${number} --out FILE${db === undefined ? '' : ` --db ${db}`}`
}

async function report(host: Host, run: RunSummary, options: ResultOptions): Promise<void> {
  const { text } = await host.call('runs.export', { id: run.id, format: 'json' })
  if (options.out !== undefined) await writeOutFile(options.out, text)
  const result = await host.call('runs.result', { id: run.id })
  if (options.json) await (options.out === undefined ? print(text) : printJson(run))
  else {
    const detail = await host.call('runs.get', { id: run.id })
    await print(await reportOf(detail, result, options.out))
  }
  if (result?.kind === 'check' && result.items.some(({ passed }) => !passed)) process.exitCode = 1
}

/** The engine names edges; it is loaded only where they are printed. */
async function reportOf(
  detail: RunDetail,
  result: MethodResult | null,
  out: string | undefined,
): Promise<string> {
  if (result) {
    const { reportText } = await import('./report')
    return reportText(detail, result) + (out === undefined ? '' : `\nThe result is in ${out}.`)
  }
  const { circuitText } = await import('./circuit-report')
  return circuitText(detail, out === undefined) + (out === undefined ? '' : `\nThe circuit is in ${out}.`)
}
