/** How an edge is drawn, by what it means rather than by its colour. */
export type EdgeKind = 'undecided' | 'testing' | 'kept' | 'only-a' | 'only-b' | 'both'

export interface EdgeLook {
  /** Edge index of the computational graph. */
  edge: number
  kind: EdgeKind
  /** -1..1, colours a kept edge: effect / largest |effect|, positive = removal hurts. */
  value?: number
  /** 0..1, width; sqrt(|effect| / largest). */
  strength?: number
  /** One of many: drawn thinner and lighter, so that the strong ones stand out. */
  isCrowded?: boolean
}
