import type { LegendEntry } from './legend'

/** A drawing in pixels, from its upper left corner; its title and provenance are added by its frame. */
export interface Drawing {
  width: number
  height: number
  /** SVG markup. */
  body: string
  /** What its colours, lines and marks mean. */
  legend: readonly LegendEntry[]
}
