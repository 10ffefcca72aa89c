import type { Line, Point } from './bundle-lines'
import type { Box } from './role-boxes'
import type { Bundle } from './role-bundles'

export interface LineLabel extends Point {
  text: string
  width: number
}

export const LABEL_HEIGHT = 15
const CHARACTER_WIDTH = 6.2

/** `q · 3`, or the count alone into MLPs and logits. */
function labelText({ kind, edges }: Bundle): string {
  return kind === 'mlp' || kind === 'logits' ? String(edges.length) : `${kind} · ${edges.length}`
}

/** Labels of lines, those of most edges first, where they cover neither a box nor each other; the others have none. */
export function layLabels(
  bundles: readonly Bundle[],
  lines: ReadonlyMap<string, Line>,
  boxes: readonly Box[],
): Map<string, LineLabel> {
  const labels = new Map<string, LineLabel>()
  const isFree = (label: LineLabel) =>
    boxes.every((box) => !overlaps(label, centreOf(box), box.width + 4, box.height + 4)) &&
    [...labels.values()].every((other) => !overlaps(label, other, other.width, LABEL_HEIGHT))
  for (const bundle of [...bundles].reverse()) {
    const text = labelText(bundle)
    const width = text.length * CHARACTER_WIDTH + 8
    const label = lines
      .get(bundle.id)!
      .spots.map((spot) => ({ ...spot, text, width }))
      .find(isFree)
    if (label) labels.set(bundle.id, label)
  }
  return labels
}

function centreOf({ left, top, width, height }: Box): Point {
  return { x: left + width / 2, y: top + height / 2 }
}

function overlaps(label: LineLabel, at: Point, width: number, height: number): boolean {
  return (
    Math.abs(label.x - at.x) < (label.width + width) / 2 &&
    Math.abs(label.y - at.y) < (LABEL_HEIGHT + height) / 2
  )
}
