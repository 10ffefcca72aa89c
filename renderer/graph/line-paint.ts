import type { ReceiverKind } from '../../engine/graph'
import { DRAWING_COLORS, type Scheme } from '../theme/tokens'
import { CLASS_DASHES } from './kept-classes'
import type { EdgeLook } from './looks'
import { FAINTEST, rampColor } from './ramp'

export interface Arrow {
  shape: 'circle' | 'diamond' | 'triangle'
  color: string
  /** Length from tip to base. */
  size: number
}

/** How a line is drawn, in the units of the layout: what the canvas and saved pictures have in common. */
export interface LinePaint {
  color: string
  width: number
  opacity: number
  /** Lengths of dashes and gaps; empty for a solid line. */
  dash: readonly number[]
  arrow: Arrow | null
  /** What is drawn later is above. */
  order: number
}

const DOTS = [1.5, 3.5]
const LONG_DASHES = [8, 5]
const DASHES = [6, 4]

/** The line of an edge: its colour says what it does, its width and opacity how much. */
export function linePaint(look: EdgeLook, receiver: ReceiverKind, scheme: Scheme): LinePaint {
  const colors = DRAWING_COLORS[scheme]
  const { kind, value = 0, strength = 0, isCrowded = false } = look
  const width = isCrowded ? 0.8 + 2.6 * strength : 1.1 + 4.4 * strength
  const arrow = arrowOf(receiver, width, isCrowded, scheme)
  const solid = { width, opacity: 1, dash: [], arrow, order: 5 }
  switch (kind) {
    case 'undecided':
      return { color: colors.faint, width: 1, opacity: 0.5, dash: DOTS, arrow: null, order: 2 }
    case 'testing':
      return { ...solid, color: colors.amber, width: 2, dash: DASHES, order: 12 }
    case 'kept':
    case 'contingent':
    case 'noise':
      return {
        ...solid,
        color: rampColor(value, scheme),
        opacity: FAINTEST + (1 - FAINTEST) * strength,
        dash: CLASS_DASHES[kind === 'kept' ? 'core' : kind],
      }
    case 'only-a':
      return { ...solid, color: colors.onlyA, dash: LONG_DASHES, order: 8 }
    case 'only-b':
      return { ...solid, color: colors.onlyB, dash: DOTS, order: 8 }
    case 'both':
      return { ...solid, color: colors.both, opacity: 0.6 }
  }
}

/** How long a pruned edge takes to go. */
export const FADE_MS = 400

/** A pruned edge while it goes: `share` 1 when it begins, 0 when it is gone. */
export function fadingPaint(share: number, scheme: Scheme): LinePaint {
  const color = DRAWING_COLORS[scheme].faint
  return { color, width: 1.2, opacity: 0.9 * share, dash: DOTS, arrow: null, order: 3 }
}

const SHAPES: Record<ReceiverKind, { shape: Arrow['shape']; scale: number }> = {
  q: { shape: 'circle', scale: 0.185 },
  k: { shape: 'diamond', scale: 0.24 },
  v: { shape: 'triangle', scale: 0.2 },
  mlp: { shape: 'triangle', scale: 0.2 },
  logits: { shape: 'triangle', scale: 0.2 },
}
const CROWD_SCALE = 0.68
/** Arrows grow with their line, but slower. */
const SMALLEST_ARROW = 29

function arrowOf(receiver: ReceiverKind, width: number, isCrowded: boolean, scheme: Scheme): Arrow {
  const { shape, scale } = SHAPES[receiver]
  const colors = DRAWING_COLORS[scheme]
  const color = receiver === 'mlp' || receiver === 'logits' ? colors.other : colors[receiver]
  const grown = Math.max(SMALLEST_ARROW, (width * 13.4) ** 0.9)
  return { shape, color, size: grown * scale * (isCrowded ? CROWD_SCALE : 1) }
}
