import { layerSpec } from '../../model/transformer'
import { floatTensor, Sessions, type FloatTensor } from '../../onnx'
import { hasPostNorm, postNormChangesGraph } from '../../transformer'
import type { Experiment } from '../../experiment/experiment'
import type { LayerRun, LayerRuns } from '../../gradients/layer-runs'
import { SenderCells } from './sender-cells'

/**
 * What receivers see of senders' changes, to first order, on a run that is differentiated: a head's change passes the norm
 * after its layer's attention where there is one; all other changes are seen as they are.
 */
export class SeenChanges {
  /** null where no attention passes a norm. */
  private readonly seen: SenderCells | null
  private readonly sessions: Sessions

  constructor(
    private readonly experiment: Experiment,
    private readonly runs: LayerRuns,
    private readonly own: SenderCells,
    private readonly rows: number,
  ) {
    const { config, threads } = experiment
    this.seen = hasPostNorm(config) ? new SenderCells(own.senders, rows, config.dModel) : null
    this.sessions = new Sessions({ threads, keepMemory: false })
  }

  /** Valid until the next call. */
  async changes(at: LayerRun): Promise<SenderCells> {
    const { own, seen } = this
    if (!seen) return own
    const { config } = this.experiment
    const { heads, mlp, layerCount } = config
    seen.copy(own)
    for (let layer = 0; layer < layerCount; layer++) {
      if (!layerSpec(config, layer).norms.afterAttention) continue
      const weights = this.runs.weights[layer]
      const session = await this.sessions.get('seen', () => postNormChangesGraph(config, weights, this.rows))
      const first = 1 + layer * (heads + (mlp.kind === 'none' ? 0 : 1))
      const feeds = {
        ...weights,
        ...own.rowViews('heads', first, heads),
        attn: this.atAllRows(at.layers[layer].kept[this.runs.graphsOf(layer).values.get('attn')!]),
      }
      await session.run(feeds, seen.rowViews('seen', first, heads))
    }
    return seen
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  /** At rows that the last layer does not run nothing changes: any attention output does for them. */
  private atAllRows(attention: FloatTensor): FloatTensor {
    const { dModel } = this.experiment.config
    if (attention.data.length === this.rows * dModel) return attention
    const data = new Float32Array(this.rows * dModel).fill(1)
    this.runs.answers.run.forEach((row, r) =>
      data.set(attention.data.subarray(r * dModel, (r + 1) * dModel), row * dModel),
    )
    return floatTensor(data, [1, 1, this.rows, dModel])
  }
}
