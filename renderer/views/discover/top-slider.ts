/** The slider runs logarithmically from one edge to all of them, so that small circuits can be set exactly. */
export function topOfSlider(value: number, total: number): number {
  return Math.max(1, Math.min(total, Math.round(total ** value)))
}

export function sliderOfTop(top: number, total: number): number {
  return total > 1 ? Math.log(Math.max(1, Math.min(top, total))) / Math.log(total) : 1
}
