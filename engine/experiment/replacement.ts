import type { SiteKind, Direction, Site } from '../../contract'
import { floatTensor, Session, type FloatTensor } from '../onnx'
import { replacedGraph } from '../transformer'
import { baseSide, paddedLength, pairFeeds, type Experiment } from './experiment'
import type { CapturedBatch } from './site-capture'

/** The session that runs the patches of one site of one layer, on all prompts of an experiment at once. */
export class Replacement {
  private constructor(
    private readonly experiment: Experiment,
    private readonly setup: ReplacementSetup,
    private readonly session: Session,
    /** How many sites one run takes. */
    readonly copies: number,
  ) {}

  static async create(experiment: Experiment, setup: ReplacementSetup): Promise<Replacement> {
    const { config, weights, threads } = experiment
    const length = paddedLength(experiment)
    const session = await Session.create(replacedGraph(config, weights, length, setup), { threads })
    return new Replacement(experiment, setup, session, mostCopies(experiment, length))
  }

  /** [site] logits [prompt, vocab] at the answer positions. */
  async run(sites: readonly Site[]): Promise<Float32Array[]> {
    const { weights } = this.experiment
    const { captured, donor, direction, layer } = this.setup
    const length = paddedLength(this.experiment)
    const side = baseSide(direction)
    const { answerRows } = pairFeeds(captured.pairs, side, length)
    const stream = captured[side].value('resid', layer)
    const mask = maskOf(sites, donor.dims, length)
    const { logits } = await this.session.run({ ...weights, answerRows, stream, donor, mask })
    return copiesOf(logits.data, sites.length)
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

export interface ReplacementSetup {
  site: SiteKind
  layer: number
  direction: Direction
  captured: CapturedBatch
  donor: FloatTensor
}

/**
 * 1 where a copy takes the donor's value: [copies, head or 1, batch*pos or 1, neuron or 1], with two 1s
 * after the heads for q, k, v and patterns (they have no positions to choose from).
 */
function maskOf(sites: readonly Site[], dims: readonly number[], length: number): FloatTensor {
  const has = (part: 'head' | 'pos' | 'neuron') => sites.some((site) => site[part] !== undefined)
  const heads = has('head') ? dims[1] : 1
  const rows = has('pos') ? dims[2] : 1
  const width = has('neuron') ? dims[3] : 1
  const mask = new Float32Array(sites.length * heads * rows * width)
  const chosen = (wanted: number | undefined, at: number) => wanted === undefined || wanted === at
  sites.forEach((site, copy) => {
    for (let head = 0; head < heads; head++) {
      if (!chosen(site.head, head)) continue
      for (let row = 0; row < rows; row++) {
        if (!chosen(site.pos, row % length)) continue
        const from = ((copy * heads + head) * rows + row) * width
        if (site.neuron === undefined) mask.fill(1, from, from + width)
        else mask[from + site.neuron] = 1
      }
    }
  })
  return floatTensor(
    mask,
    dims.length === 4 ? [sites.length, heads, rows, width] : [sites.length, heads, 1, 1, 1],
  )
}

/** Logits [copies, batch, vocab], or those of a single copy that all share, copy by copy. */
export function copiesOf(logits: Float32Array, copies: number): Float32Array[] {
  const size = logits.length / copies
  return Array.from({ length: copies }, (_, copy) => logits.subarray(copy * size, (copy + 1) * size))
}

const MAX_REPLACED_BYTES = 192 * 2 ** 20
/** Multiply-adds of one run: a run can be paused only between them. */
const MAX_RUN_PRODUCTS = 5e10
const MAX_COPIES = 64

/** How many copies of the rest of a forward pass stay below MAX_REPLACED_BYTES and MAX_RUN_PRODUCTS. */
export function mostCopies(experiment: Experiment, length: number): number {
  const { config, pairs } = experiment
  const { layerCount, heads, dModel, dHead, dMlp, mlp } = config
  const weightsOfLayer = dModel * (4 * heads * dHead + (mlp.kind === 'gated' ? 3 : 2) * (dMlp ?? 0))
  const products = pairs.length * length * layerCount * weightsOfLayer
  return Math.max(
    1,
    Math.floor(
      Math.min(MAX_COPIES, MAX_REPLACED_BYTES / copyBytes(experiment, length), MAX_RUN_PRODUCTS / products),
    ),
  )
}

/** What one copy computes at one time. */
export function copyBytes({ config, pairs }: Experiment, length: number): number {
  const { heads, dModel, dHead, dMlp, vocabSize } = config
  const row = heads * (dModel + 4 * dHead + 2 * length) + 4 * dModel + 3 * (dMlp ?? 0)
  return 4 * pairs.length * (length * row + vocabSize)
}
