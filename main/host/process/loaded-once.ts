import type { OpenModel } from '../../../engine/host'

/** The model, whose weights are loaded once for all who use it; where that failed, the next who asks tries again. */
export function loadedOnce(model: OpenModel): OpenModel {
  let loading: ReturnType<OpenModel['loadWeights']> | null = null
  const load = () =>
    model.loadWeights().catch((error: unknown) => {
      loading = null
      throw error
    })
  return { ...model, loadWeights: () => (loading ??= load()) }
}
