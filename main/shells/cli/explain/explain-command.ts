import { jsonText, stabilityNote, type OpenedExplanation } from '../../../../contract'
import type { Host } from '../../../host/host'
import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printJson } from '../output/print'
import { promptFiles } from '../run/import-options'
import { settingsOf } from '../run/settings'
import { openHost } from '../runs/store-options'
import { explainCircuit } from './explain-circuit'
import { explainEdge } from './explain-edge'
import { explainHead } from './explain-head'
import { checkExplainOptions, sourceOf, type ExplainOptions } from './explain-options'

/** `patchbay explain`: what the interface shows, as text or as JSON. */
export async function explainCommand(options: ExplainOptions): Promise<void> {
  checkExplainOptions(options)
  checkOutFile({ ...options, inputs: options.prompts === undefined ? [] : promptFiles(options.prompts) })
  const host = openHost(options)
  try {
    const source = await sourceOf(host, options)
    const { threads, memoryBytes } = settingsOf({ threads: options.threads, memory: options.memory })
    const opened = await host.call('explain.open', { source, settings: { threads, memoryBytes } })
    // The model of a run is known only now.
    checkOutFile({ ...options, model: opened.model.path })
    const { buildGraph } = await import('../../../../engine/host')
    const explain =
      options.head !== undefined ? explainHead : options.edge !== undefined ? explainEdge : explainCircuit
    const { record: found, text } = await explain({ host, opened, graph: buildGraph(opened.shape), options })
    const record = { ...found, ...(await stabilityIn(host, opened)) }
    if (options.out !== undefined) await writeOutFile(options.out, `${jsonText(record)}\n`)
    if (options.json) return await printJson(record)
    await print(options.out === undefined ? text : `${text}\n\nAll numbers: ${options.out}`)
  } finally {
    await host.close()
  }
}

/** How stable the circuit is that is explained, where there is one of a run. */
async function stabilityIn(host: Host, { circuit }: OpenedExplanation): Promise<{ stability?: string }> {
  if (!circuit?.runId) return {}
  const { summary } = await host.call('runs.get', { id: circuit.runId })
  return { stability: stabilityNote(summary) ?? undefined }
}
