import { siteAt, type Agreement } from '../../../contract'
import type { ScatterPoint } from '../../plots/scatter-layout'
import { siteTitle } from '../../state/sites'

/** x: the exact effect (its size, where only the size was estimated); y: the estimate. Nonlinear sites are flagged. */
export function scatterPoints({ exact, estimate, flagged, ofMagnitudes }: Agreement): ScatterPoint[] {
  const isFlagged = new Set(flagged)
  return Array.from(exact.effect, (effect, row) => {
    const x = ofMagnitudes ? Math.abs(effect) : effect
    const site = siteAt(exact, row)
    return {
      x,
      y: estimate.effect[row],
      name: siteTitle(site),
      shape: site.head !== undefined ? 'circle' : site.site === 'mlp' ? 'square' : 'diamond',
      isFlagged: isFlagged.has(row),
    }
  })
}
