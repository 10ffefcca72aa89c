import { COLORS, GRAPH_COLORS, type Colors, type GraphColors, type Scheme } from '../../renderer/theme/tokens'

/** In the order in which pages hold their pictures. */
export const SCHEMES: readonly Scheme[] = ['light', 'dark']

/** The colours of a scheme. */
export interface Palette extends Colors, GraphColors {
  scheme: Scheme
}

export function paletteOf(scheme: Scheme): Palette {
  return { ...COLORS[scheme], ...GRAPH_COLORS[scheme], scheme }
}
