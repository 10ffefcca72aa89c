import { edgeStability, type StabilityDetail } from '../../contract'
import { keptClass, type KeptClass } from '../../engine/graph'
import type { EdgeLook } from './looks'

/** How a kept edge or node is drawn where stability was measured; what none of the other circuits has is noise, too. */
export type DrawnClass = Exclude<KeptClass, 'never'>
export type NodeClasses = ReadonlyMap<string, DrawnClass>

/** Dashes of lines and borders. Core is drawn as all that is kept is where stability was not measured. */
export const CLASS_DASHES: Record<DrawnClass, readonly number[]> = {
  core: [],
  contingent: [8, 5],
  noise: [1.5, 3.5],
}

/** The same of boxes, whose sides are short. */
export const CLASS_BORDERS: Record<DrawnClass, readonly number[]> = {
  core: [],
  contingent: [5, 3],
  noise: [1.5, 2.5],
}

export function drawnClass(className: KeptClass): DrawnClass {
  return className === 'never' ? 'noise' : className
}

/** Kept edges by how often circuits of other samples have them. */
export function byStability(looks: readonly EdgeLook[], stability: StabilityDetail): EdgeLook[] {
  return looks.map((look) => {
    if (look.kind !== 'kept') return look
    const className = drawnClass(edgeStability(stability, look.edge).className)
    return { ...look, kind: className === 'core' ? 'kept' : className }
  })
}

/** The same of nodes; one that is not named is in none of the circuits. */
export function nodeClasses({ kept, circuits }: StabilityDetail): NodeClasses {
  return new Map(
    Object.entries(kept.nodes).map(([node, count]) => [node, drawnClass(keptClass(count, circuits))]),
  )
}
