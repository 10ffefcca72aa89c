import type { TransformerConfig } from '../../../model/transformer'
import { floatTensor, Session, type Feeds, type FloatTensor, type Sessions } from '../../../onnx'
import { divergenceGraph, logitsGraph, meanRowGraph } from '../../../transformer'
import type { Copies } from './copies'

/** What is measured of last streams at the answer positions [copies, batch, dModel]. */
export class LastStreamRunner {
  constructor(
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly threads: number,
    private readonly sessions: Sessions,
  ) {}

  /** Logits [copies, batch, columns]; `head` holds the rows of the unembedding that are wanted, and their bias. */
  async logits({ data, copies }: Copies, head: Feeds): Promise<Copies> {
    const { config, weights } = this
    const columns = head.unembed.dims[0]
    const session = await this.sessions.get(`logits.${columns}`, () =>
      logitsGraph(config, { ...weights, ...head }),
    )
    const x = floatTensor(data, [copies, 1, data.length / (copies * config.dModel), config.dModel])
    const { logits } = await session.run({ ...weights, ...head, x })
    return { data: logits.data, copies }
  }

  /** See divergenceGraph. */
  async divergence(
    { data, copies }: Copies,
    clean: Feeds,
  ): Promise<Record<'change' | 'gain' | 'excess', Float32Array>> {
    const { dModel } = this.config
    const session = await this.sessions.get('divergence', () => divergenceGraph(this.config, this.weights))
    const x = floatTensor(data, [copies, data.length / (copies * dModel), dModel])
    const { change, gain, excess } = await session.run({ ...this.weights, ...clean, x })
    return { change: change.data, gain: gain.data, excess: excess.data }
  }

  /** The mean row of the unembedding [rows, dModel] under probabilities [rows, vocab]: needed once, so no session stays. */
  async meanRow(probs: FloatTensor): Promise<Float32Array> {
    const session = await Session.create(meanRowGraph(this.weights), { threads: this.threads })
    try {
      return (await session.run({ ...this.weights, probs })).mean.data
    } finally {
      await session.release()
    }
  }
}
