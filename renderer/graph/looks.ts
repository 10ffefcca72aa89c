/**
 * How an edge is drawn, by what it means rather than by its colour. `contingent` and `noise` are kept edges that are not in all
 * circuits in which they might be: see stability.
 */
export type EdgeKind =
  'undecided' | 'testing' | 'kept' | 'contingent' | 'noise' | 'only-a' | 'only-b' | 'both'

export interface EdgeLook {
  /** Edge index of the computational graph. */
  edge: number
  kind: EdgeKind
  /** -1..1, where a kept edge is on the ramp, positive = removal hurts. */
  value?: number
  /** 0..1, width; sqrt(|effect| / largest). */
  strength?: number
  /** One of many: drawn thinner and lighter, so that the strong ones stand out. */
  isCrowded?: boolean
}

export function isSameLook(a: EdgeLook, b: EdgeLook): boolean {
  const isSame = a.edge === b.edge && a.kind === b.kind && a.value === b.value
  return isSame && a.strength === b.strength && a.isCrowded === b.isCrowded
}
