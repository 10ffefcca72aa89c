import type { CircuitGroup, ExplainedNode } from '../../../contract'
import { shownNode } from '../../../engine/graph'

export interface Box {
  /** The id of its group, or `logits`. */
  id: string
  title: string
  left: number
  top: number
  width: number
  height: number
  /** Counted from the bottom; null beside the rows. */
  row: number | null
  chips: Chip[]
}

export interface Chip {
  node: string
  text: string
  left: number
  top: number
  width: number
}

export const CHIP_HEIGHT = 20
export const TITLE_HEIGHT = 24
const CHIP_GAP = 4
const PADDING = 8
const ROW_GAP = 64
const COLUMN_GAP = 34
/** A row of boxes is broken off beyond this. */
const WIDEST_ROW = 760
const CHARACTER_WIDTH = { title: 6.6, chip: 6.7 }
const END = { width: 66, height: 24 }

/** Titles are people's own words: as much of them as fits above the chips. */
const MOST_TITLE_CHARACTERS = 34

/**
 * Where the boxes of the groups are: the embedding at the bottom, the logits on top, roles in between by the mean
 * layer of their nodes, MLPs beside them, as they are in all layers. `withEdges`: groups with edges between their own
 * nodes, which their title says.
 */
export function layBoxes(
  groups: readonly CircuitGroup[],
  nodes: readonly ExplainedNode[],
  withEdges: ReadonlySet<string> = new Set(),
): Box[] {
  const kindOf = new Map(nodes.map(({ node, kind }) => [node, kind]))
  const layerOf = (group: CircuitGroup) =>
    group.nodes.reduce((sum, node) => sum + layerOfNode(node), 0) / group.nodes.length
  const isBeside = (group: CircuitGroup) => group.nodes.every((node) => kindOf.get(node) === 'mlp')
  const isBelow = (group: CircuitGroup) => group.nodes.every((node) => node === 'input')
  const inRows = groups.filter((group) => !isBeside(group) && !isBelow(group))
  const rows = breakIntoRows(
    [...inRows].sort((a, b) => layerOf(a) - layerOf(b)).map((group) => boxOf(group, withEdges.has(group.id))),
    (box) => layerOf(inRows.find(({ id }) => id === box.id)!),
  )
  const below = groups.filter(isBelow).map((group) => boxOf(group, withEdges.has(group.id)))
  const all = [...(below.length > 0 ? [below] : []), ...rows, [logitsBox()]]
  const width = Math.max(...all.map(widthOf))
  stackUp(all, width)
  const beside = layBeside(
    groups.filter(isBeside).map((group) => boxOf(group, withEdges.has(group.id))),
    width,
    all,
  )
  return [...all.flat(), ...beside]
}

function layerOfNode(node: string): number {
  return Number(/\d+/.exec(node)?.[0] ?? -1)
}

function boxOf(group: CircuitGroup, hasEdges: boolean): Box {
  const texts = group.nodes.map(shownNode)
  const chipWidth = Math.max(...texts.map((text) => text.length)) * CHARACTER_WIDTH.chip + 14
  const perLine = chipsPerLine(texts.length)
  const title =
    group.label.length > MOST_TITLE_CHARACTERS
      ? `${group.label.slice(0, MOST_TITLE_CHARACTERS - 1)}…`
      : group.label
  const lines = Math.ceil(texts.length / perLine)
  const chipsWidth = perLine * (chipWidth + CHIP_GAP) - CHIP_GAP
  const titleWidth = title.length * CHARACTER_WIDTH.title + (hasEdges ? 62 : 8)
  const width = Math.max(chipsWidth, titleWidth) + 2 * PADDING
  return {
    id: group.id,
    title,
    left: 0,
    top: 0,
    width,
    height: TITLE_HEIGHT + lines * (CHIP_HEIGHT + CHIP_GAP) - CHIP_GAP + PADDING,
    row: null,
    chips: texts.map((text, at) => ({
      node: group.nodes[at],
      text,
      left: PADDING + (at % perLine) * (chipWidth + CHIP_GAP),
      top: TITLE_HEIGHT + Math.floor(at / perLine) * (CHIP_HEIGHT + CHIP_GAP),
      width: chipWidth,
    })),
  }
}

/** Wide rather than tall. */
function chipsPerLine(count: number): number {
  return count <= 4 ? count : Math.min(14, Math.ceil(Math.sqrt(count * 2.4)))
}

function logitsBox(): Box {
  return { id: 'logits', title: 'logits', left: 0, top: 0, ...END, row: null, chips: [] }
}

/** A new row where the layers are another half, or where a row is full. */
function breakIntoRows(boxes: readonly Box[], layerOf: (box: Box) => number): Box[][] {
  const rows: Box[][] = []
  for (const box of boxes) {
    const row = rows.at(-1)
    const isNear = row && layerOf(box) - layerOf(row[0]) < 0.6
    if (row && isNear && widthOf([...row, box]) <= WIDEST_ROW) row.push(box)
    else rows.push([box])
  }
  return rows
}

function widthOf(row: readonly Box[]): number {
  return row.reduce((sum, { width }) => sum + width + COLUMN_GAP, -COLUMN_GAP)
}

/** From the bottom up, each row in the middle. */
function stackUp(rows: readonly Box[][], width: number): void {
  let bottom = 0
  rows.forEach((row, at) => {
    const height = Math.max(...row.map((box) => box.height))
    let left = (width - widthOf(row)) / 2
    for (const box of row) {
      box.row = at
      box.left = left
      box.top = bottom - height + (height - box.height) / 2
      left += box.width + COLUMN_GAP
    }
    bottom -= height + ROW_GAP
  })
}

function layBeside(boxes: Box[], left: number, rows: readonly Box[][]): Box[] {
  const top = Math.min(...rows.flat().map((box) => box.top))
  const height = boxes.reduce((sum, box) => sum + box.height + COLUMN_GAP, -COLUMN_GAP)
  let next = top / 2 - height / 2
  for (const box of boxes) {
    box.left = left + 2 * COLUMN_GAP
    box.top = next
    next += box.height + COLUMN_GAP
  }
  return boxes
}
