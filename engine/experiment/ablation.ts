import { PatchbayError, type Ablation, type SiteKind, type Direction } from '../../contract'
import type { PromptPair } from '../datasets'
import { floatTensor, type FloatTensor } from '../onnx'
import type { Side } from './experiment'
import type { CapturedBatch } from './site-capture'

/**
 * Whether this ablation is defined in this direction: denoising puts clean values back into the corrupt run, where
 * 0 and means are not defined.
 * @throws PatchbayError (bad-input)
 */
export function checkAblation(direction: Direction, ablation: Ablation = 'resample'): void {
  if (ablation === 'resample' || direction === 'noising') return
  throw new PatchbayError(
    'bad-input',
    `ablation ${ablation} takes values out of the clean run, and denoising puts clean values into the corrupt one: choose direction noising, or ablation resample.`,
  )
}

/** Values of one batch of prompts, [slots, prompts, positions, width]. */
export interface BatchValues {
  data: Float32Array
  pairs: readonly PromptPair[]
  slots: number
  positions: number
}

/** Whether what takes the place of a value depends on all prompts. */
export const isMean = (ablation: Ablation): boolean =>
  ablation === 'mean' || ablation === 'mean-over-positions'

/**
 * What takes the place of these values under an ablation, batch by batch; the values are the corrupt run's. Means are
 * those of these batches, where they are not given: `means` are over more.
 */
export function ablatedValues(
  batches: readonly BatchValues[],
  ablation: Ablation,
  means = isMean(ablation) ? meansOf(batches, ablation) : null,
): Float32Array[] {
  if (means) return batches.map(({ pairs, positions }) => means.repeated(pairs.length, positions))
  if (ablation === 'zero') return batches.map(({ data }) => new Float32Array(data.length))
  return batches.map(({ data }) => data)
}

function meansOf(batches: readonly BatchValues[], ablation: Ablation): CorruptMeans {
  const means = CorruptMeans.like(batches[0], ablation)
  for (const batch of batches) means.add(batch)
  return means
}

/** The donor values of a site; `means` as in ablatedValues. */
export function donorValues(
  captured: CapturedBatch,
  { site, layer, ablation, donor }: { site: SiteKind; layer: number; ablation: Ablation; donor: Side },
  means?: CorruptMeans,
): FloatTensor {
  const value = captured[ablation === 'resample' ? donor : 'corrupt'].value(site, layer)
  const [data] = ablatedValues([siteValues(value, captured.pairs)], ablation, means)
  return floatTensor(data, value.dims)
}

/** Sites are [1, slots, batch*pos, width] or [1, slots, batch, pos, width]: the same order of elements. */
export function siteValues({ data, dims }: FloatTensor, pairs: readonly PromptPair[]): BatchValues {
  const slots = dims[1]
  return { data, pairs, slots, positions: data.length / (slots * pairs.length * dims[dims.length - 1]) }
}

/**
 * Means over the data set's corrupt prompts, at each position (of the prompts that have it) or over all of them, in
 * float64. Padding counts in none.
 */
export class CorruptMeans {
  private readonly sum: Float64Array
  private readonly counts: Float64Array

  private constructor(
    private readonly slots: number,
    private readonly positions: number,
    private readonly width: number,
    private readonly overPositions: boolean,
  ) {
    this.sum = new Float64Array(slots * positions * width)
    this.counts = new Float64Array(positions)
  }

  static like({ data, pairs, slots, positions }: BatchValues, ablation: Ablation): CorruptMeans {
    const width = data.length / (slots * pairs.length * positions)
    return new CorruptMeans(slots, positions, width, ablation === 'mean-over-positions')
  }

  add({ data, pairs }: BatchValues): void {
    const { slots, positions, width } = this
    pairs.forEach(({ corrupt }, prompt) => {
      for (let pos = 0; pos < corrupt.length; pos++) {
        const target = this.overPositions ? 0 : pos
        this.counts[target]++
        for (let slot = 0; slot < slots; slot++) {
          const from = ((slot * pairs.length + prompt) * positions + pos) * width
          const to = (slot * positions + target) * width
          for (let i = 0; i < width; i++) this.sum[to + i] += data[from + i]
        }
      }
    })
  }

  /** [slots, prompts, positions, width], the same for every prompt: at all positions, or at the first ones. */
  repeated(prompts: number, positions = this.positions): Float32Array {
    const { slots, width } = this
    const part = positions * width
    const data = new Float32Array(slots * prompts * part)
    for (let slot = 0; slot < slots; slot++) {
      const one = this.ofSlot(slot, positions)
      for (let prompt = 0; prompt < prompts; prompt++) data.set(one, (slot * prompts + prompt) * part)
    }
    return data
  }

  /** [positions, width] of one slot. */
  ofSlot(slot: number, positions: number): Float64Array {
    const { width } = this
    const first = slot * this.positions * width
    return Float64Array.from({ length: positions * width }, (_, at) => {
      const pos = this.overPositions ? 0 : Math.floor(at / width)
      return this.sum[first + (this.overPositions ? at % width : at)] / this.counts[pos]
    })
  }
}
