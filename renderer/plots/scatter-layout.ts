import { symlogScale, symlogUnit, type Scale } from './scales'

export interface ScatterPoint {
  x: number
  y: number
  name: string
  shape: 'circle' | 'square' | 'diamond'
  isFlagged: boolean
}

export interface PlacedLabel {
  point: number
  x: number
  y: number
  anchor: 'start' | 'end'
}

export interface ScatterLayout {
  x: Scale
  y: Scale
  /** [left, right] and [top, bottom] of the plotting area. */
  across: [number, number]
  down: [number, number]
  labels: PlacedLabel[]
}

const MARGIN = { left: 50, right: 14, top: 8, bottom: 22 }
const LABEL_HEIGHT = 13
const LABEL_PX = 7

/** Both axes have the same symlog scale, so that the identity is a straight line. */
export function scatterLayout(
  points: readonly ScatterPoint[],
  size: { width: number; height: number },
): ScatterLayout {
  const across: [number, number] = [MARGIN.left, Math.max(MARGIN.left + 40, size.width - MARGIN.right)]
  const down: [number, number] = [MARGIN.top, Math.max(MARGIN.top + 40, size.height - MARGIN.bottom)]
  const values = points.flatMap(({ x, y }) => [x, y]).filter(Number.isFinite)
  const largest = 1.12 * Math.max(1e-12, ...values.map(Math.abs))
  const unit = symlogUnit(values)
  const x = symlogScale(largest, unit, across)
  const y = symlogScale(largest, unit, [down[1], down[0]])
  return { x, y, across, down, labels: siteLabels(points, x, y, across) }
}

/** Names of the flagged points, right of them or left where there is no room, moved up or down off each other. */
function siteLabels(
  points: readonly ScatterPoint[],
  x: Scale,
  y: Scale,
  across: [number, number],
): PlacedLabel[] {
  const taken: { left: number; right: number; y: number }[] = []
  const labels: PlacedLabel[] = []
  points.forEach(({ name, isFlagged, ...at }, point) => {
    if (!isFlagged) return
    const width = name.length * LABEL_PX
    const center = x.at(at.x)
    const isLeft = center + 12 + width > across[1]
    const left = isLeft ? center - 12 - width : center + 12
    const boxAt = (py: number) => ({ left, right: left + width, y: py })
    const isFree = (py: number) =>
      taken.every((other) => {
        const apart = other.right < left || other.left > left + width
        return apart || Math.abs(other.y - py) >= LABEL_HEIGHT
      })
    const wanted = y.at(at.y)
    const shift = [0, 1, -1, 2, -2, 3, -3].find((steps) => isFree(wanted + steps * LABEL_HEIGHT)) ?? 0
    const py = wanted + shift * LABEL_HEIGHT
    taken.push(boxAt(py))
    labels.push({ point, x: isLeft ? center - 12 : center + 12, y: py, anchor: isLeft ? 'end' : 'start' })
  })
  return labels
}
