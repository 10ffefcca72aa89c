import path from 'node:path'
import type { RunSummary } from '../../contract'
import type { Host } from '../host/host'
import { defaultStorePath } from '../paths'
import { print, printJson, writeOutFile } from './output'
import { durationText } from './progress-line'
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
  const { text } = await host.call('runs.export', { id: run.id, format: 'json' })
  if (options.out !== undefined) writeOutFile(options.out, text)
  const result = await host.call('runs.result', { id: run.id })
  if (options.json) await (options.out === undefined ? print(text) : printJson(run))
  else if (!result) await print(circuitText(run, text, options.out))
  else {
    const { reportText } = await import('./report')
    const { shape } = await host.call('runs.get', { id: run.id })
    await print(
      reportText(run, result, shape) +
        (options.out === undefined ? '' : `\nThe result is in ${options.out}.`),
    )
  }
  if (result?.kind === 'check' && result.items.some(({ passed }) => !passed)) process.exitCode = 1
  await host.close()
}

/** Six digits are what float32 has. */
function number(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(6)))
}

function circuitText(run: RunSummary, file: string, out: string | undefined): string {
  const { edges } = JSON.parse(file) as {
    edges: Record<string, { in_graph: boolean; score: number | null }>
  }
  const kept = Object.entries(edges).filter(([, edge]) => edge.in_graph)
  const lines = [
    `${run.name} (id ${run.id}) done in ${durationText(run.elapsedMs)}: ${run.edgesKept} of ${run.edgesTotal} edges kept, ${run.testsRun} tests.`,
    `${run.metric}: ${number(run.metricInitial)} with every edge, ${number(run.metricFinal)} with the circuit.`,
  ]
  if (run.borderline > 0) lines.push(`${run.borderline} borderline: within 1e-5 of the threshold.`)
  if (out !== undefined) return [...lines, `The circuit is in ${out}.`].join('\n')
  return [
    ...lines,
    `The kept edges, and what ${run.metric} changes by when that edge alone is cut from the whole model:`,
    ...kept.map(([name, { score }]) => `  ${name}${score === null ? '' : `  ${score.toPrecision(4)}`}`),
  ].join('\n')
}
