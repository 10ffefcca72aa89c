import {
  floatTensor,
  gradientName,
  intTensor,
  Session,
  trainingGraphs,
  type FloatTensor,
  type TransformerConfig,
} from '../../engine/training.ts'
import type { Parameters } from './parameters.ts'

/** Token ids of documents side by side [batch, pos], and the token that follows each, or -1 where nothing is asked. */
export interface Batch {
  length: number
  tokens: Int32Array
  next: Int32Array
}

export interface LossGradient {
  /** The mean of -log p(next token) where one is asked. */
  loss: number
  gradients: Map<string, Float32Array>
}

/** The model ready to run on batches of one shape. What its runs give is written into the same memory every time. */
class ShapedModel {
  private constructor(
    private readonly forward: Session,
    private readonly backward: Session,
    private readonly kept: Record<string, FloatTensor>,
    private readonly given: Record<string, FloatTensor>,
  ) {}

  static async create(
    config: TransformerConfig,
    parameters: Parameters,
    { length, batch, threads }: { length: number; batch: number; threads: number },
  ): Promise<ShapedModel> {
    const graphs = trainingGraphs(config, Object.fromEntries(parameters), { length, batch })
    const [forward, backward] = await Promise.all(
      [graphs.forward, graphs.backward].map((graph) => Session.create(graph, { threads })),
    )
    return new ShapedModel(forward, backward, roomFor(graphs.forward), roomFor(graphs.backward))
  }

  /** The logits, and the values on the way to them that gradients need, by their names in the graph. */
  async values(
    parameters: Parameters,
    { tokens, length }: Omit<Batch, 'next'>,
  ): Promise<Record<string, FloatTensor>> {
    const feeds = {
      ...Object.fromEntries(parameters),
      tokens: intTensor(tokens, [tokens.length / length, length]),
    }
    return this.forward.run(feeds, this.kept)
  }

  async gradients(
    parameters: Parameters,
    { tokens, length }: Batch,
    seed: FloatTensor,
  ): Promise<Map<string, Float32Array>> {
    const fed = { tokens: intTensor(tokens, [tokens.length / length, length]), seed }
    const given = await this.backward.run(
      { ...Object.fromEntries(parameters), ...this.kept, ...fed },
      this.given,
    )
    return new Map([...parameters.keys()].map((name) => [name, given[gradientName(name)].data]))
  }

  async release(): Promise<void> {
    await Promise.all([this.forward.release(), this.backward.release()])
  }
}

/** The loss of a model's next-token predictions and its gradient, for batches of any shape. */
export class TrainedModel {
  private readonly shaped = new Map<string, Promise<ShapedModel>>()

  constructor(
    readonly config: TransformerConfig,
    readonly parameters: Parameters,
    private readonly threads: number,
  ) {}

  async lossGradient(batch: Batch): Promise<LossGradient> {
    const shaped = await this.shapedFor(batch)
    const { logits } = await shaped.values(this.parameters, batch)
    const { loss, seed } = crossEntropy(logits, batch.next)
    return { loss, gradients: await shaped.gradients(this.parameters, batch, seed) }
  }

  /**
   * The `logits` after each token [batch*pos, vocab] and what else the forward graph keeps, by its names there; all is
   * overwritten by the next run of this shape.
   */
  async values(batch: Omit<Batch, 'next'>): Promise<Record<string, FloatTensor>> {
    return (await this.shapedFor(batch)).values(this.parameters, batch)
  }

  async loss(batch: Batch): Promise<number> {
    return crossEntropy((await this.values(batch)).logits, batch.next).loss
  }

  async release(): Promise<void> {
    for (const shaped of this.shaped.values()) await (await shaped).release()
    this.shaped.clear()
  }

  private shapedFor({ tokens, length }: Omit<Batch, 'next'>): Promise<ShapedModel> {
    const { config, parameters, threads } = this
    const batch = tokens.length / length
    const key = `${batch} x ${length}`
    const shaped = this.shaped.get(key) ?? ShapedModel.create(config, parameters, { length, batch, threads })
    this.shaped.set(key, shaped)
    return shaped
  }
}

/** The mean of -log softmax(logits)[next] over the rows that ask, and its gradient at the logits [rows, vocab]. */
export function crossEntropy(
  { data, dims }: FloatTensor,
  next: Int32Array,
): { loss: number; seed: FloatTensor } {
  const vocab = dims[1]
  const seed = new Float32Array(data.length)
  const count = next.reduce((sum, token) => sum + (token >= 0 ? 1 : 0), 0)
  let loss = 0
  for (let row = 0; row < next.length; row++) {
    if (next[row] < 0) continue
    const [from, to] = [row * vocab, (row + 1) * vocab]
    let largest = -Infinity
    for (let i = from; i < to; i++) largest = Math.max(largest, data[i])
    let total = 0
    for (let i = from; i < to; i++) total += seed[i] = Math.exp(data[i] - largest)
    for (let i = from; i < to; i++) seed[i] /= total * count
    const asked = from + next[row]
    seed[asked] -= 1 / count
    loss -= (data[asked] - largest - Math.log(total)) / count
  }
  return { loss, seed: floatTensor(seed, dims) }
}

function roomFor({ outputs }: { outputs: { value: { name: string }; dims: (number | string)[] }[] }) {
  const rooms: Record<string, FloatTensor> = {}
  for (const { value, dims } of outputs) {
    const sizes = dims.map(Number)
    rooms[value.name] = floatTensor(
      new Float32Array(sizes.reduce((product, size) => product * size, 1)),
      sizes,
    )
  }
  return rooms
}
