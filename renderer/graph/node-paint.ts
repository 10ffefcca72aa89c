import type { RoleColour } from '../../contract'
import { DRAWING_COLORS, ROLE_TONES, type Scheme } from '../theme/tokens'
import { CLASS_BORDERS, type DrawnClass } from './kept-classes'
import type { PlacedNode } from './layout'
import type { NodeState } from './node-states'

/** How a node's box is drawn: what the canvas and saved pictures have in common. */
export interface NodePaint {
  fill: string
  fillOpacity: number
  border: string
  borderWidth: number
  borderOpacity: number
  /** Lengths of dashes and gaps; empty for a solid border. */
  borderDash: readonly number[]
  text: string
  weight: number
  /** A strip along the lower side, in the hue of the node's role. */
  strip: string | null
  /** A glow around the box. */
  glow: { color: string; opacity: number; padding: number } | null
}

/** What is said of a node at the moment. */
export interface NodeMarks {
  state: NodeState
  role: RoleColour | null
  /** How often circuits of other samples have it; null where that was not measured. */
  keptClass: DrawnClass | null
  /** The receiver of the edge under test. */
  isTested: boolean
  /** Chosen elsewhere. */
  isMarked: boolean
  isSelected: boolean
}

const made = new Map<string, NodePaint>()

/** One object for all boxes that look alike, so that a change is seen by comparing objects. */
export function nodePaint({ kind }: PlacedNode, marks: NodeMarks, scheme: Scheme): Readonly<NodePaint> {
  const { state, role, keptClass, isTested, isMarked, isSelected } = marks
  const key = [scheme, kind, state, role, keptClass, isTested, isMarked, isSelected].join()
  const known = made.get(key)
  if (known) return known
  const paint = newPaint(kind, marks, scheme)
  made.set(key, paint)
  return paint
}

function newPaint(kind: PlacedNode['kind'], marks: NodeMarks, scheme: Scheme): NodePaint {
  const colors = DRAWING_COLORS[scheme]
  const isEnd = kind === 'input' || kind === 'logits'
  const isMlp = kind === 'mlp'
  const isIdle = marks.state === 'idle' && !marks.isMarked && !isEnd
  const isLive = marks.state === 'live' && !isEnd
  const paint: NodePaint = {
    fill: isEnd ? colors.end : isMlp ? colors.mlp : colors.node,
    fillOpacity: isIdle && !marks.role ? 0.55 : 1,
    border: isEnd ? colors.end : isMlp ? colors.mlpBorder : isLive ? colors.liveBorder : colors.nodeBorder,
    borderWidth: isLive ? (isMlp ? 1.6 : 1.4) : 1,
    borderOpacity: isIdle ? 0.6 : 1,
    borderDash: nodeDash(marks),
    text: isEnd ? colors.endText : isIdle ? colors.idleText : colors.nodeText,
    weight: isEnd || isLive ? 600 : 500,
    strip: marks.role && ROLE_TONES[scheme][marks.role],
    glow: marks.isMarked ? { color: colors.amber, opacity: 0.22, padding: 3 } : null,
  }
  if (marks.isTested) {
    Object.assign(paint, { border: colors.amber, borderWidth: 2, borderOpacity: 1 })
    paint.glow = { color: colors.amber, opacity: 0.3, padding: 4 }
  }
  if (marks.isSelected) Object.assign(paint, { border: colors.accent, borderWidth: 2.4, borderOpacity: 1 })
  return paint
}

/** Of a node of the circuit; what is not in it has no class of its own. */
export function nodeDash({ state, keptClass }: Pick<NodeMarks, 'state' | 'keptClass'>): readonly number[] {
  return state === 'live' && keptClass ? CLASS_BORDERS[keptClass] : []
}
