import type { Scheme } from '../../theme/tokens'
import type { EdgeKind, EdgeLook } from '../looks'
import { FADE_MS, fadingPaint } from '../line-paint'
import type { EdgeLines, PlacedEdge } from '../scene'

/** Beyond this many at once, pruned edges disappear without a fade, which nobody could follow. */
const MOST_FADES = 60

/** Those of one circuit; edges of compared circuits are not pruned. */
const FADING: readonly EdgeKind[] = ['undecided', 'testing', 'kept', 'contingent', 'noise']

/** Pruned edges that stay visible for a moment while they fade. */
export class FadingEdges {
  /** When each began to fade, in milliseconds of the page. */
  private readonly began = new Map<number, number>()

  get isEmpty(): boolean {
    return this.began.size === 0
  }

  begin(removed: readonly EdgeLook[], now: number): void {
    const pruned = removed.filter(({ kind }) => FADING.includes(kind))
    if (removed.length > MOST_FADES) return
    for (const { edge } of pruned) this.began.set(edge, now)
  }

  end(edge: number): void {
    this.began.delete(edge)
  }

  clear(): void {
    this.began.clear()
  }

  /** What is left of them at a moment; those that are gone are forgotten. */
  at(now: number, lines: EdgeLines, scheme: Scheme): PlacedEdge[] {
    const edges: PlacedEdge[] = []
    for (const [edge, began] of this.began) {
      const share = 1 - (now - began) / FADE_MS
      const placed = share > 0 ? lines.lineOf({ edge, kind: 'undecided' }, scheme) : null
      if (placed) edges.push({ ...placed, paint: fadingPaint(share, scheme) })
      else this.began.delete(edge)
    }
    return edges
  }
}
