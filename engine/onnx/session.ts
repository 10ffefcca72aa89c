import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import ortPackage from 'onnxruntime-node/package.json' with { type: 'json' }
import { encodeGraph } from './encode-graph'
import type { Graph, GraphStage } from './graph'
import { NOTHING_BACK, withNothingBack } from './nothing-back'
import { providerError, providerOptions } from './provider'
import { pickedRows, withoutRowPicks, type RowPick } from './row-picks'
import { stagesOf } from './stages'
import { floatTensor, type Feeds, type FloatTensor, type LentData, type Tensor } from './tensor'

export interface SessionOptions {
  /** Threads inside one operator; 0 lets the runtime choose. */
  threads: number
  /**
   * Whether the session keeps the memory of its largest run for the next one (default). Quicker for large
   * graphs; without it many sessions side by side hold no more than what the running one needs.
   */
  keepMemory?: boolean
}

/** Idle threads of a session spin this long before they sleep: long spins of several sessions fight. */
const SPIN_DURATION_US = 50

export function onnxruntimeVersion(): string {
  return ortPackage.version
}

export type Runtime = typeof import('onnxruntime-node')

/** Only what computes loads it. */
export function loadRuntime(): Promise<Runtime> {
  return import('onnxruntime-node')
}

/** What one stage of a graph (see stagesOf) is run with. */
interface Stage {
  session: InferenceSession
  /** Which of its results, and of what it was fed, later stages read. */
  readLater: ReadonlySet<string>
}

/**
 * A graph ready to run on onnxruntime. `run` blocks its thread while it computes. Rows that are picked of lent tensors
 * are read without the others; where its lent tensors do not fit into memory together, the graph is run in stages.
 */
export class Session {
  private constructor(
    private readonly ort: typeof import('onnxruntime-node'),
    private readonly stages: readonly Stage[],
    private readonly picks: readonly RowPick[],
    private readonly outputNames: readonly string[],
  ) {}

  static async create(graph: Graph, options: SessionOptions): Promise<Session> {
    const ort = await loadRuntime()
    const { graph: rest, picks } = withoutRowPicks(graph)
    const graphs = stagesOf(rest)
    const names = graph.outputs.map(({ value }) => value.name)
    // Stages keep no memory: each would keep that of its own largest run.
    const keepMemory = (options.keepMemory ?? true) && graphs.length === 1
    const stages: Stage[] = []
    for (const [i, stage] of graphs.entries()) {
      const session = await ortSession(ort, stage, { ...options, keepMemory })
      const later = new Set(
        graphs.slice(i + 1).flatMap(({ inputs }) => inputs.map(({ value }) => value.name)),
      )
      stages.push({ session, readLater: later })
    }
    return new Session(ort, stages, picks, names)
  }

  /**
   * Runs the graph. `feeds` may hold more than this graph's inputs, so that all sessions share one
   * record of weights. Outputs named in `fetches` are written into the given tensors, which are then the results; of all outputs only those
   * in `names` are given where there are such.
   */
  async run(
    feeds: Feeds,
    fetches: Record<string, FloatTensor> = {},
    names: readonly string[] = this.outputNames,
  ): Promise<Record<string, FloatTensor>> {
    const missing = new Set(names)
    const passedOn = new Map<string, Tensor>(Object.entries(pickedRows(this.picks, feeds)))
    const results: Record<string, FloatTensor> = {}
    for (const { session, readLater } of this.stages) {
      const own = session.outputNames.filter((name) => missing.has(name) || readLater.has(name))
      const given = await this.runStage(session, (name) => passedOn.get(name) ?? feeds[name], fetches, own)
      for (const name of session.inputNames) if (!readLater.has(name)) passedOn.delete(name)
      for (const [name, tensor] of Object.entries(given)) {
        if (readLater.has(name)) passedOn.set(name, tensor)
        if (missing.delete(name)) results[name] = tensor as FloatTensor
      }
      if (missing.size === 0) break
    }
    return results
  }

  async release(): Promise<void> {
    for (const { session } of this.stages) await session.release()
  }

  private async runStage(
    session: InferenceSession,
    feedOf: (name: string) => Tensor | undefined,
    fetches: Record<string, FloatTensor>,
    names: readonly string[],
  ): Promise<Record<string, Tensor>> {
    const lent: LentData[] = []
    try {
      const ortFeeds: Record<string, OrtTensor> = {}
      for (const name of session.inputNames) ortFeeds[name] = this.toOrt(feedOf(name), name, lent)
      const wanted: Record<string, OrtTensor | null> = {}
      for (const name of names) wanted[name] = fetches[name] ? this.toOrt(fetches[name], name, lent) : null
      if (names.every((name) => fetches[name]) && session.outputNames.includes(NOTHING_BACK)) {
        await withNothingBack(session.run(ortFeeds, { ...wanted, [NOTHING_BACK]: null }))
        return Object.fromEntries(names.map((name) => [name, fetches[name]]))
      }
      const results = await session.run(ortFeeds, wanted)
      return Object.fromEntries(names.map((name) => [name, fetches[name] ?? fromOrt(results[name])]))
    } finally {
      for (const data of lent) data.giveBack()
    }
  }

  /** What is borrowed for it is added to `lent`. */
  private toOrt(tensor: Tensor | undefined, name: string, lent: LentData[]): OrtTensor {
    if (!tensor) throw new Error(`the graph's input ${name} was not fed`)
    const { Tensor } = this.ort
    if (tensor.type === 'int64') return new Tensor('int64', tensor.data, tensor.dims)
    if (tensor.type === 'float32') return new Tensor('float32', tensor.data, tensor.dims)
    const values = tensor.data.lend()
    lent.push(tensor.data)
    return new Tensor('float32', values, tensor.dims)
  }
}

function fromOrt({ data, dims }: OrtTensor): Tensor {
  return data instanceof BigInt64Array
    ? { type: 'int64', data, dims }
    : floatTensor(data as Float32Array, dims)
}

async function ortSession(
  ort: typeof import('onnxruntime-node'),
  graph: GraphStage,
  { threads, keepMemory }: SessionOptions,
): Promise<InferenceSession> {
  const { executionProviders, session: refusals } = providerOptions()
  const first = executionProviders.includes('cpu') ? NOTHING_BACK : undefined
  const created = ort.InferenceSession.create(encodeGraph(graph, first), {
    executionProviders,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: keepMemory,
    // A plan for a shape takes memory of its own, on top of what the first run of that shape left in the arena.
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { 'intra_op.spin_duration_us': String(SPIN_DURATION_US), ...refusals } },
  })
  return created.catch((error: unknown) => Promise.reject(providerError(error)))
}
