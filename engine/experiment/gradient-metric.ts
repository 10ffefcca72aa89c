import { PatchbayError, type Direction, type MetricName } from '../../contract'

/** @throws PatchbayError for kl in the noising direction, whose gradient is exactly 0 at the clean run. */
export function checkGradientMetric(metric: MetricName, direction: Direction): void {
  if (metric !== 'kl' || direction !== 'noising') return
  throw new PatchbayError(
    'bad-input',
    'kl has gradient 0 at the clean run, so attribution with kl in direction noising is 0 everywhere: choose denoising or another metric.',
  )
}
