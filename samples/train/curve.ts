/** A point of a loss curve: the mean loss of the steps up to this one, since the point before. */
export interface CurvePoint {
  step: number
  loss: number
}

export function curveOf(losses: readonly number[], every: number): CurvePoint[] {
  return Array.from({ length: Math.ceil(losses.length / every) }, (_, i) => {
    const part = losses.slice(i * every, (i + 1) * every)
    return { step: i * every + part.length, loss: part.reduce((sum, loss) => sum + loss, 0) / part.length }
  })
}

export function curveAsCsv(curve: readonly CurvePoint[]): string {
  return ['step,loss', ...curve.map(({ step, loss }) => `${step},${loss.toFixed(4)}`), ''].join('\n')
}

const [WIDTH, HEIGHT, MARGIN] = [720, 320, 48]

/** The same as a picture. */
export function curveAsSvg(curve: readonly CurvePoint[]): string {
  const last = curve.at(-1)!.step
  const highest = Math.ceil(Math.max(...curve.map(({ loss }) => loss)))
  const x = (step: number) => MARGIN + (step / last) * (WIDTH - 2 * MARGIN)
  const y = (loss: number) => HEIGHT - MARGIN - (loss / highest) * (HEIGHT - 2 * MARGIN)
  const line = curve.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ')
  const losses = Array.from({ length: highest + 1 }, (_, loss) => [
    `<path d="M${MARGIN} ${y(loss)}H${WIDTH - MARGIN}" stroke="#d5d9de"/>`,
    text(MARGIN - 10, y(loss) + 4, 'end', `${loss}`),
  ])
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...losses.flat(),
    ...steps.map((step) => text(x(step), HEIGHT - MARGIN + 20, 'middle', `${step}`)),
    text(MARGIN, MARGIN - 18, 'start', 'Loss of the next token (nats)'),
    text(WIDTH - MARGIN, HEIGHT - 10, 'end', 'step'),
    `<polyline points="${line}" fill="none" stroke="#2563c9" stroke-width="2"/>`,
    '</svg>',
    '',
  ].join('\n')
}

function text(x: number, y: number, anchor: string, content: string): string {
  return `<text x="${x}" y="${y}" fill="#404854" text-anchor="${anchor}">${content}</text>`
}
