import { PatchbayError } from '../../contract/error'
import { float16Bits, float16Value } from './float16'
import { reasonOf } from './provider'
import { loadRuntime, type Runtime } from './session'

type RuntimeSession = Awaited<ReturnType<Runtime['InferenceSession']['create']>>
type RuntimeTensor = InstanceType<Runtime['Tensor']>

/** An input of a graph that is not ours: row-major whole or floating numbers, of the type that safetensors calls so. */
export interface FileFeed {
  dtype: string
  dims: readonly number[]
  /** As many as the dimensions have. */
  values: Float32Array | readonly number[]
}

/** What an output holds, whatever its type. */
export interface FileOutput {
  dims: readonly number[]
  values: ArrayLike<number>
}

/** Safetensors' names of the types that inputs of language models have. */
const ORT_TYPES: Record<string, 'int64' | 'int32' | 'bool' | 'float32' | 'float16'> = {
  I64: 'int64',
  I32: 'int32',
  BOOL: 'bool',
  F32: 'float32',
  F16: 'float16',
}

/** A model that somebody else exported, as onnxruntime computes it on the cpu. */
export class FileSession {
  private constructor(
    private readonly ort: Runtime,
    private readonly session: RuntimeSession,
  ) {}

  /**
   * `model`: the path of a file, or its bytes.
   * @throws PatchbayError (bad-input): what onnxruntime does not run.
   */
  static async create(model: string | Uint8Array, threads: number): Promise<FileSession> {
    const ort = await loadRuntime()
    const options = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: false,
      logSeverityLevel: 4 as const,
      // Weights in another order beside those of the file would take their memory twice.
      extra: { session: { disable_prepacking: '1' } },
    }
    const created =
      typeof model === 'string'
        ? ort.InferenceSession.create(model, options)
        : ort.InferenceSession.create(model, options)
    return new FileSession(ort, await created.catch(notRun))
  }

  /** One output. @throws PatchbayError (bad-input): what onnxruntime says. */
  async run(feeds: Readonly<Record<string, FileFeed>>, output: string): Promise<FileOutput> {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, this.tensor(feed)]))
    const results = await this.session.run(inputs, [output]).catch(notRun)
    const { data, dims, type } = results[output]
    return {
      dims,
      values: type === 'float16' ? halves(data as unknown as ArrayBufferView) : (data as Float32Array),
    }
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  private tensor({ dtype, dims, values }: FileFeed): RuntimeTensor {
    const { Tensor } = this.ort
    switch (ORT_TYPES[dtype]) {
      case 'int64':
        return new Tensor('int64', BigInt64Array.from(Array.from(values, BigInt)), dims)
      case 'int32':
        return new Tensor('int32', Int32Array.from(values), dims)
      case 'bool':
        return new Tensor('bool', Uint8Array.from(values), dims)
      case 'float16':
        return new Tensor('float16', Uint16Array.from(values, float16Bits), dims)
      case 'float32':
        return new Tensor(
          'float32',
          values instanceof Float32Array ? values : Float32Array.from(values),
          dims,
        )
      default:
        throw new PatchbayError('bad-input', `the runtime has no input of type ${dtype}.`)
    }
  }
}

function notRun(error: unknown): never {
  const reason = reasonOf(error instanceof Error ? error.message : String(error))
  throw new PatchbayError('bad-input', `${reason}.`, { cause: error })
}

/** Numbers of float16, which come as themselves or as their bits. */
function halves(data: ArrayBufferView): ArrayLike<number> {
  return data instanceof Uint16Array
    ? Float64Array.from(data, float16Value)
    : (data as unknown as Float32Array)
}
