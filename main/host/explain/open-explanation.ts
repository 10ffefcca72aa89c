import { createHash } from 'node:crypto'
import { certificateSummary, checkedModel } from '../../../contract'
import type {
  CheckedArgsOf,
  CheckedRow,
  ExplainedPrompt,
  IdentifiedModel,
  OpenedExplanation,
} from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import { resolveModelPath } from '../files/model-path'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { Explanation } from '../process/explainer'
import type { HostContext } from '../requests/host-context'
import { settingsForRun } from '../runs/run-settings'
import { refuseOtherModel } from '../runs/same-model'
import { refuseOtherReading } from '../runs/same-reading'
import { circuitToExplain } from './circuit-to-explain'
import { sourceToExplain, type SourceToExplain } from './explained-source'

/** Of a method that measures the train part of a set and asks for no answers of its own. */
const MEASURED_AS = 'eap'

/**
 * Reads what is to be explained, and keeps it for questions. Nothing is computed.
 * @throws PatchbayError: as sourceToExplain; the first problem of the prompts; what refuses to resume the run; it does not
 * fit into memory.
 */
export async function openExplanation(
  { source: asked, settings: chosen }: CheckedArgsOf<'explain.open'>,
  context: HostContext,
  signal: AbortSignal,
): Promise<OpenedExplanation> {
  const { models, explanations } = context
  const store = context.store()
  const source = sourceToExplain(asked, store)
  const { model: path, prompts, metric, direction, ablation, begun, circuitRun } = source
  const info = await models.identified(await models.open(path, signal))
  if (begun) refuseOtherModel(begun, info.identity)
  const prepared = await models.preparePrompts({ model: path, method: MEASURED_AS, metric, prompts }, signal)
  await refuseOther(source, prepared, context, signal)
  const settings = await settingsForRun(MEASURED_AS, store, chosen)
  const { budgetOf, explainMemory, limitsOf } = await import('../../../engine/host')
  const memory = explainMemory(prepared.architecture, prepared.pairs, budgetOf(settings.memoryBytes))
  const circuit = circuitRun === null ? null : await circuitToExplain(circuitRun, info.shape, store)
  const checked = await models.checkPrompts(path, prompts, prompts.rows, signal)
  const definition: Explanation = {
    modelPath: resolveModelPath(path),
    stamp: info.stamp,
    pairs: prepared.pairs,
    prompts: explainedPrompts(prepared.pairs, checked.rows),
    circuit: circuit?.edges ?? null,
    metric,
    direction,
    ablation,
    threads: settings.threads,
    memoryBytes: settings.memoryBytes,
  }
  signal.throwIfAborted()
  const id = idOf(definition)
  explanations.open(id, definition)
  return {
    id,
    model: { path, title: info.name, hash: info.identity.modelHash },
    shape: info.shape,
    promptsName: prompts.name,
    prompts: [...definition.prompts],
    madeOf: await madeOf(info, prepared, context),
    circuit: circuit?.edges ? { edges: circuit.edges, runId: circuitRun! } : null,
    metric,
    direction,
    ablation,
    limits: [...(circuit?.limits ?? []), ...limitsOf(prepared.architecture, prepared.pairs)],
    peakBytes: memory.peakBytes,
    keptBytes: memory.keptBytes,
  }
}

async function madeOf(
  model: IdentifiedModel,
  { dataHash }: PreparedPrompts,
  { certificates }: HostContext,
): Promise<OpenedExplanation['madeOf']> {
  const { onnxruntimeVersion } = await import('../../../engine/host')
  const certificate = certificates.known(checkedModel(model))
  return {
    promptsHash: dataHash,
    certificate: certificate && certificateSummary(certificate),
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
  }
}

async function refuseOther(
  { begun, model, prompts }: SourceToExplain,
  prepared: PreparedPrompts,
  { models }: HostContext,
  signal: AbortSignal,
): Promise<void> {
  if (!begun) return
  const { name, provenance } = begun
  const cannot = 'cannot be explained on its prompts'
  const run = { name, model, prompts, dataHash: provenance.dataHash, cannot }
  await refuseOtherReading(run, prepared, models, signal)
}

function explainedPrompts(pairs: PreparedPrompts['pairs'], rows: readonly CheckedRow[]): ExplainedPrompt[] {
  return pairs.map(({ row }, i) => {
    const index = row ?? i
    const { clean, corrupt, answers, wrongAnswers, answerPosition, spans = [] } = rows[index]
    return { row: index, clean, corrupt, answers, wrongAnswers, answerPosition, spans }
  })
}

/** The same for the same question, so that what is known of it is found again. */
function idOf({ prompts: _named, pairs, circuit, ...rest }: Explanation): string {
  const plain = pairs.map(({ clean, corrupt, ...pair }) => [[...clean], [...corrupt], pair])
  const text = JSON.stringify([rest, circuit && [...circuit], plain])
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}
