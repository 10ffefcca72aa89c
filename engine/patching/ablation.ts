import type { PromptPair } from '../datasets'
import { floatTensor, type FloatTensor } from '../onnx'
import type { Site } from '../transformer'
import type { Side } from './experiment'
import type { CapturedBatch } from './site-capture'

/**
 * What stands in for an activation: its value in the paired run (`resample`), 0, or its mean over the data
 * set's corrupt prompts, at each position or over all positions.
 */
export const ABLATIONS = ['resample', 'zero', 'mean', 'mean-over-positions'] as const
export type Ablation = (typeof ABLATIONS)[number]

/** The donor values of a site, one tensor a batch. Padding counts in no mean. */
export function donorValues(
  batches: readonly CapturedBatch[],
  { site, layer, ablation, donor }: { site: Site; layer: number; ablation: Ablation; donor: Side },
): FloatTensor[] {
  const values = batches.map((batch) => batch[ablation === 'resample' ? donor : 'corrupt'].value(site, layer))
  if (ablation === 'resample') return values
  if (ablation === 'zero')
    return values.map(({ data, dims }) => floatTensor(new Float32Array(data.length), dims))
  const layouts = values.map(({ data }, b) => layoutOf(batches[b].pairs, data.length, values[b].dims))
  const mean = meanOverPrompts(values, layouts, batches, ablation === 'mean-over-positions')
  return values.map(({ data, dims }, b) => floatTensor(repeated(mean, layouts[b], data.length), dims))
}

/** A site's data as [slots, prompts, positions, width]. */
interface Layout {
  slots: number
  prompts: number
  positions: number
  width: number
}

/** Sites are [1, slots, batch*pos, width] or [1, slots, batch, pos, width]: the same order of elements. */
function layoutOf(pairs: readonly PromptPair[], size: number, dims: readonly number[]): Layout {
  const slots = dims[1]
  const width = dims[dims.length - 1]
  const prompts = pairs.length
  return { slots, prompts, positions: size / (slots * prompts * width), width }
}

function meanOverPrompts(
  values: readonly FloatTensor[],
  layouts: readonly Layout[],
  batches: readonly CapturedBatch[],
  overPositions: boolean,
): Float64Array {
  const { slots, positions, width } = layouts[0]
  const sum = new Float64Array(slots * positions * width)
  const counts = new Float64Array(positions)
  values.forEach(({ data }, b) => {
    batches[b].pairs.forEach(({ corrupt }, prompt) => {
      for (let pos = 0; pos < corrupt.length; pos++) {
        const target = overPositions ? 0 : pos
        counts[target]++
        for (let slot = 0; slot < slots; slot++) {
          const from = ((slot * layouts[b].prompts + prompt) * positions + pos) * width
          const to = (slot * positions + target) * width
          for (let i = 0; i < width; i++) sum[to + i] += data[from + i]
        }
      }
    })
  })
  return sum.map((_, at) => {
    const pos = overPositions ? 0 : Math.floor(at / width) % positions
    const from = overPositions ? Math.floor(at / (positions * width)) * positions * width + (at % width) : at
    return sum[from] / counts[pos]
  })
}

/** [slots, positions, width] once for every prompt. */
function repeated(
  mean: Float64Array,
  { slots, prompts, positions, width }: Layout,
  size: number,
): Float32Array {
  const data = new Float32Array(size)
  const part = positions * width
  for (let slot = 0; slot < slots; slot++) {
    const one = mean.subarray(slot * part, (slot + 1) * part)
    for (let prompt = 0; prompt < prompts; prompt++) data.set(one, (slot * prompts + prompt) * part)
  }
  return data
}
