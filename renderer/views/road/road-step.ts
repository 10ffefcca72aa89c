import type { ViewName } from '../../state/workbench'

/** A link of the road: another view, and what is taken along. */
export interface RoadLink {
  view: ViewName
  along?: string
  /** What the view will offer to compute, or show. */
  hint: string
  /** Shows the view with it; left out, as it is. */
  go?: () => void
}

/** Where a view is on the way from prompts to a judged and explained circuit. */
export interface RoadStep {
  /** What there is by now, in a few words. */
  has: string
  /** The first is what most would do next; none while something is `missing`. */
  next: readonly RoadLink[]
  /** What has to be done here first, as a sentence. */
  missing?: string
}
