import type { GridLayout, Point } from './layout'

export interface Viewport {
  zoom: number
  pan: Point
}

const PADDING_PX = 22
const MAX_FIT_ZOOM = 1.45

/** Room left of the layer labels for the arcs of undecided edges, in graph units. */
export const ARC_DEPTH = 110

/** The viewport that shows the whole drawing in a canvas of the given size. */
export function fitViewport(
  grid: GridLayout,
  size: { width: number; height: number },
  hasGutter: boolean,
): Viewport {
  const ys = grid.nodes.map((node) => node.position.y)
  const xs = grid.nodes.map((node) => node.position.x)
  const bandRight = Math.max(...grid.bands.map((band) => band.center.x + band.width / 2), -Infinity)
  const left = grid.bands.length > 0 ? grid.left - 46 - (hasGutter ? ARC_DEPTH : 0) : Math.min(...xs) - 34
  const right = Math.max(bandRight, Math.max(...xs) + 34)
  const top = Math.min(...ys) - 16
  const bottom = Math.max(...ys) + 16
  const zoom = Math.min(
    Math.max(40, size.width - 2 * PADDING_PX) / (right - left),
    Math.max(40, size.height - 2 * PADDING_PX) / (bottom - top),
    MAX_FIT_ZOOM,
  )
  return {
    zoom,
    pan: {
      x: size.width / 2 - (zoom * (left + right)) / 2,
      y: size.height / 2 - (zoom * (top + bottom)) / 2,
    },
  }
}
