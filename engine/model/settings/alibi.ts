/**
 * The slopes of ALiBi [heads]: of n heads, a power of two, head h has 2^(-steepest (h+1)/n). Further heads take every other slope of
 * twice as many heads, beginning with the first.
 */
export function alibiSlopes(heads: number, steepest = 8) {
  const power = 2 ** Math.floor(Math.log2(heads))
  const slope = (index: number, count: number) => 2 ** ((-steepest * (index + 1)) / count)
  const slopes = Array.from({ length: heads }, (_, head) =>
    head < power ? slope(head, power) : slope(2 * (head - power), 2 * power),
  )
  return { dims: [heads], data: Float32Array.from(slopes) }
}
