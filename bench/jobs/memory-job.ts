import type { MemoryNeed, RunConfig } from '../../contract'
import { graphOf } from '../../engine/experiment/experiment'
import { budgetOf, openModel, resultOf, runMemory, runMethod } from '../../engine/host'
import { pairsFor } from '../../engine/methods/method-pairs'
import { judgedCircuit } from '../judged-circuit'
import { LARGE_MODELS, largeModelFolder, type LargeModelName } from '../large-models'
import { modelFolder, type BenchModel } from '../models'
import { peakBytes } from '../process-stats'
import { promptPairs } from '../prompts'

export interface MemoryJob {
  model: BenchModel | LargeModelName
  prompts?: number
  tokens?: number
  threads: number
  /** Without model and prompts. */
  config: Record<string, unknown>
  /** What may be used at most; without it a part of what is free. */
  memoryBytes?: number
}

export interface MemoryResult {
  need: MemoryNeed
  peakBytes: number | null
  cpuMs: number
  /** Of the circuit that is found; null for methods that find none. */
  keptEdges: number | null
}

const TAKES_CIRCUIT: ReadonlySet<RunConfig['method']> = new Set(['evaluate', 'tests'])

/** One run of a method as the program runs it, and what was said of its memory before. */
export async function memoryJob({
  model: shape,
  prompts = 16,
  tokens = 16,
  threads,
  config: chosen,
  memoryBytes,
}: MemoryJob): Promise<MemoryResult> {
  const path = typeof shape === 'string' ? largeModelFolder(LARGE_MODELS[shape]) : modelFolder(shape)
  const { vocabSize } = typeof shape === 'string' ? LARGE_MODELS[shape] : shape
  const rows = promptPairs({ prompts, tokens, vocabSize }).map((pair) => ({
    clean: [...pair.clean],
    corrupt: [...pair.corrupt],
    answers: pair.answers,
    wrongAnswers: pair.wrongAnswers,
  }))
  const config = {
    ...chosen,
    model: path,
    prompts: { name: 'bench', bos: 'no', rows },
  } as unknown as RunConfig
  const model = await openModel(path)
  const inputs = TAKES_CIRCUIT.has(config.method) ? { circuit: judgedCircuit(graphOf(model.config)) } : {}
  const { pairs } = pairsFor(model, config)
  const need = runMemory(model.config, config, pairs, budgetOf(memoryBytes), inputs)
  const { circuit } = await resultOf(runMethod({ model, config, inputs, threads, memoryBytes }))
  const { user, system } = process.cpuUsage()
  return {
    need,
    peakBytes: peakBytes(),
    cpuMs: (user + system) / 1000,
    keptEdges: circuit?.edges.length ?? null,
  }
}
