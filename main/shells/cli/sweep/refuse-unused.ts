import {
  checkAxis,
  PatchbayError,
  type MethodName,
  type SweepAxisName,
  type SweepFile,
} from '../../../../contract'

/**
 * Refuses what a sweep file says to no effect, and what it lacks: every setting counts, or is not taken.
 * @throws PatchbayError (bad-input) naming the file and the key.
 */
export function refuseUnused(file: SweepFile, fileName: string): void {
  const refuse = (why: string) => new PatchbayError('bad-input', `${fileName}: ${why}.`)
  const { axes, points, take, generator, by, judge, reference } = file
  if (axes && points) throw refuse('it has "axes" and "points": give one of them')
  const swept = [axes?.method ?? [], ...(points ?? []).map((point) => point.method ?? [])].flat()
  if (swept.length > 0) checkAxis('method', swept as MethodName[], swept as MethodName[])
  const names = axisNames(file)
  if (names.length === 0)
    throw refuse('it has no axis: say under "axes" or "points" what differs between its circuits')
  const empty = Object.entries(axes ?? {}).find(([, values]) => Array.isArray(values) && values.length === 0)
  if (empty) throw refuse(`"axes.${empty[0]}" is empty: give it a value, or leave it out`)
  if (take !== undefined && points)
    throw refuse('"take" is about axes, and all "points" are computed: leave it out')
  if (generator && !names.includes('seed'))
    throw refuse('"generator" says nothing without the axis "seed", whose prompts it draws: leave it out')
  if (by !== undefined && !names.includes('edges') && file.method !== 'evaluate')
    throw refuse('"by" says nothing without the axis "edges", whose edges it ranks: leave it out')
  if (reference !== undefined && judge === false)
    throw refuse('"reference" says nothing without the judging, which compares with it: leave "judge" out')
}

function axisNames({ axes = {}, points = [] }: SweepFile): SweepAxisName[] {
  const names = [...Object.keys(axes), ...points.flatMap((point) => Object.keys(point))]
  return [...new Set(names)] as SweepAxisName[]
}
