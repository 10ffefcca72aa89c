import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import ortPackage from 'onnxruntime-node/package.json' with { type: 'json' }
import { encodeGraph } from './encode-graph'
import type { Graph } from './graph'
import { providerError, providerOptions } from './provider'

/** Row-major data with its dimensions. Only viewed, never copied. */
export type Tensor =
  | { type: 'float32'; data: Float32Array; dims: readonly number[] }
  | { type: 'int64'; data: BigInt64Array; dims: readonly number[] }
export type FloatTensor = Extract<Tensor, { type: 'float32' }>
export type Feeds = Record<string, Tensor>

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

export const floatTensor = (data: Float32Array, dims: readonly number[]): FloatTensor => ({
  type: 'float32',
  data,
  dims,
})

export const intTensor = (values: ArrayLike<number>, dims: readonly number[]): Tensor => ({
  type: 'int64',
  data: BigInt64Array.from(Array.from(values, BigInt)),
  dims,
})

export function onnxruntimeVersion(): string {
  return ortPackage.version
}

/** A graph ready to run on onnxruntime. `run` blocks its thread while it computes. */
export class Session {
  private constructor(
    private readonly ort: typeof import('onnxruntime-node'),
    private readonly session: InferenceSession,
  ) {}

  static async create(graph: Graph, { threads, keepMemory = true }: SessionOptions): Promise<Session> {
    const ort = await import('onnxruntime-node')
    const { executionProviders, session: refusals } = providerOptions()
    const created = ort.InferenceSession.create(encodeGraph(graph), {
      executionProviders,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: keepMemory,
      logSeverityLevel: 3,
      extra: { session: { 'intra_op.spin_duration_us': String(SPIN_DURATION_US), ...refusals } },
    })
    const session = await created.catch((error: unknown) => Promise.reject(providerError(error)))
    return new Session(ort, session)
  }

  /**
   * Runs the graph. `feeds` may hold more than this graph's inputs, so that all sessions share one
   * record of weights. Outputs named in `fetches` are written into the given tensors; of all outputs only those
   * in `names` are given where there are such.
   */
  async run(
    feeds: Feeds,
    fetches: Record<string, FloatTensor> = {},
    names: readonly string[] = this.session.outputNames,
  ): Promise<Record<string, FloatTensor>> {
    const ortFeeds: Record<string, OrtTensor> = {}
    for (const name of this.session.inputNames) ortFeeds[name] = this.toOrt(feeds[name], name)
    const wanted: Record<string, OrtTensor | null> = {}
    for (const name of names) wanted[name] = fetches[name] ? this.toOrt(fetches[name], name) : null
    const results = await this.session.run(ortFeeds, wanted)
    return Object.fromEntries(
      names.map((name) => {
        const { data, dims } = results[name]
        return [name, floatTensor(data as Float32Array, dims)]
      }),
    )
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  private toOrt(tensor: Tensor | undefined, name: string): OrtTensor {
    if (!tensor) throw new Error(`the graph's input ${name} was not fed`)
    return tensor.type === 'float32'
      ? new this.ort.Tensor('float32', tensor.data, tensor.dims)
      : new this.ort.Tensor('int64', tensor.data, tensor.dims)
  }
}
