interface Size {
  width: number
  height: number
}

/** Where a tip is beside a point: right of it, left where it would leave the chart. `tip`: the most that it takes. */
export function tipPosition(at: { x: number; y: number }, chart: Size, tip: Size) {
  const isLeft = at.x > chart.width - tip.width
  return {
    left: isLeft ? undefined : at.x + 12,
    right: isLeft ? chart.width - at.x + 12 : undefined,
    top: Math.max(0, Math.min(at.y + 8, chart.height - tip.height)),
  }
}
