import type { BenchModel } from '../models'
import type { Part } from './part'

/** `oneOf`: of so many edges of a receiver one is patched; the whole is estimated from them. */
export const exactOf =
  (oneOf: (model: BenchModel) => number): Part =>
  async ({ start, model, threads }) => {
    const result = await start('exact', { model, threads, oneOf: oneOf(model) })
    const { edges, measured, whole, maskedForward } = result
    const share = whole.cpuMs / edges / maskedForward.cpuMs
    return [
      {
        what: `exact edge patching ${model.name}, all edges`,
        ...whole,
        ratio: `1/${Math.round(1 / share)} of ${edges} masked forwards (${Math.round(maskedForward.cpuMs)} CPU ms each)`,
        peakBytes: result.peakBytes,
        note: `${(whole.cpuMs / edges).toFixed(1)} CPU ms an edge; ${measured < edges ? `estimated from ${measured} edges` : 'run to the end'}`,
      },
    ]
  }
