import type { EdgeLook } from '../../graph/looks'
import type { TracedEdge } from '../stages/stage-results'

/** How the edges are drawn, on one scale. `sign` is 1 where positive scores are red. */
export function tracedLooks(edges: readonly TracedEdge[], largest: number, sign: 1 | -1): EdgeLook[] {
  const isStrong = ({ score }: TracedEdge) => largest > 0 && Math.abs(score) >= FAINTEST_DRAWN * largest
  const drawn = edges.slice(0, MOST_DRAWN).filter(isStrong)
  return drawn.map(({ edge, score }) => ({
    edge,
    kind: 'kept',
    value: (sign * score) / largest,
    strength: Math.sqrt(Math.abs(score / largest)),
    isCrowded: drawn.length > CROWD,
  }))
}

const MOST_DRAWN = 400
/** Edges with less than this share of the largest effect are in the list only. */
const FAINTEST_DRAWN = 0.02
/** From this many edges on, each is drawn lighter. */
const CROWD = 60
