import { PatchbayError, toErrorData } from '../../../contract'
import type { CheckedArgsOf, RankedReading, RunSummary, ScoreReading, ScoreReadings } from '../../../contract'
import { meaningOfReading } from '../../../contract'
import { buildGraph, edgeName, rankEdges } from '../../../engine/host'
import { resolveModelPath } from '../files/model-path'
import { whenFree } from '../../store'
import type { HostContext } from '../requests/host-context'
import { shapeText } from './run-circuit'

/** How many of the first edges are named. */
const NAMED = 8

/**
 * Enters what a person says that the scores of an imported circuit are; null takes the answer back.
 * @throws PatchbayError (bad-input, conflict): no such scores, or the file says it itself.
 */
export async function sayScores(
  { store, emit }: HostContext,
  id: string,
  reading: ScoreReading | null,
): Promise<RunSummary> {
  refuseKnown(store().runs.summary(id))
  const importedScores = { meaning: reading && meaningOfReading(reading), saidBy: 'person' } as const
  const summary = await whenFree(() => store().runs.change(id, null, { importedScores }))
  emit({ type: 'run-status', runId: id, summary, progress: null })
  return summary
}

function refuseKnown({ name, importedScores }: RunSummary): void {
  if (!importedScores)
    throw new PatchbayError('bad-input', `${name} has no scores that came with a circuit file.`)
  if (importedScores.saidBy === 'file')
    throw new PatchbayError('conflict', `The file of ${name} says itself what its scores are.`)
}

/**
 * What comes first under each reading of an imported circuit's scores, and, where a model and prompts are given,
 * how much of the model each reading's first edges keep: the reading that keeps less is probably the wrong one.
 */
export async function scoreReadings(
  { id, top, on }: CheckedArgsOf<'runs.readings'>,
  context: HostContext,
): Promise<ScoreReadings> {
  const { summary, shape, scores } = context.store().runs.get(id)
  if (!summary.importedScores || !scores)
    throw new PatchbayError('bad-input', `${summary.name} has no scores that came with a circuit file.`)
  const graph = buildGraph(shape)
  const scored = scores.filter((score) => !Number.isNaN(score)).length
  const firstOf = (weights: Float64Array) => rankEdges(weights, 'signed').slice(0, Math.min(top, scored))
  const orders = [firstOf(scores), firstOf(scores.map((score) => -score))]
  const { kept, problem } = await keptBy(orders)
  const [positive, negative] = orders.map((order, i): RankedReading => {
    const edges = Array.from(order.subarray(0, NAMED), (edge) => ({
      edge: edgeName(graph, edge),
      score: scores[edge],
    }))
    return { edges, faithfulness: kept[i] }
  })
  return { top: orders[0].length, positive, negative, problem }

  async function keptBy(circuits: Int32Array[]) {
    const unknown = { kept: [null, null] as (number | null)[] }
    if (!on) return { ...unknown, problem: null }
    try {
      const info = await context.models.get(on.model)
      if (shapeText(info) !== shapeText({ shape })) {
        const problem = `${info.name} is another model (${shapeText(info)}) than the file’s (${shapeText({ shape })}): open that one to measure how much each reading keeps.`
        return { ...unknown, problem }
      }
      // Where it can be ended, before it is done in the engine's thread, where it cannot.
      await context.models.checkPrompts(on.model, on.prompts, on.prompts.rows)
      const modelPath = resolveModelPath(on.model)
      return {
        kept: await context.queue.measure({ modelPath, prompts: on.prompts, circuits }),
        problem: null,
      }
    } catch (error) {
      const { code, message } = toErrorData(error)
      // What is wrong with the prompts or the model leaves the orders as they are.
      if (code !== 'bad-input') throw error
      return { ...unknown, problem: message }
    }
  }
}
