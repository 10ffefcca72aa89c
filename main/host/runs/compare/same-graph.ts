import { PatchbayError, type RunDetail } from '../../../../contract'
import { shapeText } from '../run-circuit'

/** @throws PatchbayError (bad-input) where the graphs of two runs differ in shape: it names the first two that do. */
export function refuseOtherGraphs([first, ...others]: readonly RunDetail[]): void {
  const other = others.find((run) => JSON.stringify(shapeList(run)) !== JSON.stringify(shapeList(first)))
  if (!other) return
  throw new PatchbayError(
    'bad-input',
    `${first.summary.name} and ${other.summary.name} cannot be compared: their graphs differ (${shapeText(first)} against ${shapeText(other)}).`,
  )
}

function shapeList({ shape }: RunDetail): unknown[] {
  return [shape.layers, shape.heads, shape.mlps, shape.parallel]
}
