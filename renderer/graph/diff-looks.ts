import { isSameLook, type EdgeLook } from './looks'

export interface LookChanges {
  added: EdgeLook[]
  changed: EdgeLook[]
  removed: EdgeLook[]
}

/** What must change on the canvas so that `after` is drawn instead of `before`. */
export function diffLooks(before: ReadonlyMap<number, EdgeLook>, after: readonly EdgeLook[]): LookChanges {
  const changes: LookChanges = { added: [], changed: [], removed: [] }
  const staying = new Set<number>()
  for (const look of after) {
    const old = before.get(look.edge)
    staying.add(look.edge)
    if (!old) changes.added.push(look)
    else if (!isSameLook(old, look)) changes.changed.push(look)
  }
  for (const [edge, look] of before) if (!staying.has(edge)) changes.removed.push(look)
  return changes
}
