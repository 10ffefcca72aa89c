import { conditionsText, type StabilityDetail } from '../../../contract'
import type { KeptClass } from '../../../engine/graph'
import { FactGroupShown } from './fact-group'

interface KeptOftenProps {
  stability: StabilityDetail
  count: number
  className: KeptClass
}

/** In how many circuits of other samples an edge or a node is. */
export function KeptOften({ stability, count, className }: KeptOftenProps) {
  const classText = className === 'never' ? 'in none' : className
  return (
    <FactGroupShown
      title="Stability"
      facts={[
        ['Kept in', `${count} of ${stability.circuits} circuits (${classText})`],
        ['Over', conditionsText(stability)],
      ]}
    />
  )
}
