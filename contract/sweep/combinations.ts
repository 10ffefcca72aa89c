import { randomNumbers } from '../../engine/graph'
import { PatchbayError } from '../error'
import type { MethodName } from '../methods'
import { checkAxis, SWEEP_AXES, type GivenValues, type SweepAxisName, type SweepValues } from './axes'
import { axesOf, MAX_SWEEP_POINTS, type SweepAxis, type SweepSpec } from './spec'

type Combined = Pick<SweepSpec, 'axes' | 'points' | 'take'> & { base: Pick<SweepSpec['base'], 'method'> }

/**
 * The combinations of values that a sweep is about, in the order of SWEEP_AXES and of the values as they were given: the last
 * axis changes first.
 * @throws PatchbayError (bad-input) for axes that do not apply, and where there are none or too many combinations.
 */
export function combinationsOf(spec: Combined): SweepValues[] {
  if (spec.points) checkPoints(spec.points)
  const axes = axesOf(spec)
  checkAxes(axes, spec)
  const ordered = axes.toSorted((a, b) => SWEEP_AXES.indexOf(a.name) - SWEEP_AXES.indexOf(b.name))
  const picked = spec.points ? pickedPoints(spec.points, ordered) : pickedOfGrid(spec, ordered)
  return picked.toSorted(byPosition).map((at) => combinationAt(ordered, at))
}

/** How many combinations a sweep has, without making them. */
export function combinationCount({
  axes,
  take,
  points,
}: Pick<SweepSpec, 'axes' | 'points' | 'take'>): number {
  if (points) return points.length
  const grid = axesOf({ axes }).reduce((product, { values }) => product * values.length, 1)
  return take?.kind === 'random' ? Math.min(take.count, grid) : grid
}

function checkAxes(axes: readonly SweepAxis[], { base, take, points }: Combined): void {
  if (axes.length === 0)
    throw new PatchbayError('bad-input', 'A sweep needs an axis: say what differs between its circuits.')
  const names = axes.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice)
    throw new PatchbayError('bad-input', `The axis "${twice}" is given twice: put its values together.`)
  const given = axes.find(({ name }) => name === 'method')?.values as MethodName[] | undefined
  if (given) checkAxis('method', given, given)
  for (const { name, values } of axes) if (name !== 'method') checkAxis(name, values, given ?? [base.method])
  if (names.includes('prompts') && names.includes('seed'))
    throw new PatchbayError(
      'bad-input',
      'The axes "prompts" and "seed" both choose the prompts: sweep over one of them.',
    )
  const count = combinationCount({ axes: [...axes], take, points })
  if (count > MAX_SWEEP_POINTS) throw tooMany(count)
}

function tooMany(count: number): PatchbayError {
  const [given, most] = [count, MAX_SWEEP_POINTS].map((each) => each.toLocaleString('en-US'))
  return new PatchbayError(
    'bad-input',
    `This sweep has ${given} configurations, and at most ${most} are computed: give fewer values, or take some of them at random.`,
  )
}

function checkPoints(points: readonly GivenValues[]): void {
  if (points.length === 0)
    throw new PatchbayError('bad-input', 'The list of points is empty: give at least one.')
  const wanted = SWEEP_AXES.filter((name) => points.some((point) => point[name] !== undefined))
  points.forEach((point, at) => {
    const lacking = wanted.find((name) => point[name] === undefined)
    if (lacking)
      throw new PatchbayError(
        'bad-input',
        `Point ${at + 1} has no "${lacking}", which other points have: give every point a value for the same axes.`,
      )
  })
}

/** [axis] the position of the value of each. */
type Position = number[]

function pickedPoints(points: readonly GivenValues[], axes: readonly SweepAxis[]): Position[] {
  const lookups = axes.map(({ name, values }) => ({
    name,
    of: new Map(values.map((value, at) => [value, at])),
  }))
  const positions = points.map((point) => lookups.map(({ name, of }) => of.get(plain(point[name]!))!))
  return [...new Map(positions.map((at) => [at.join(), at])).values()]
}

const plain = (value: number | string) => (typeof value === 'number' ? value + 0 : value)

function pickedOfGrid({ take, axes: given }: Combined, axes: readonly SweepAxis[]): Position[] {
  const sizes = axes.map(({ values }) => values.length)
  const total = combinationCount({ axes: given })
  if (take?.kind !== 'random' || take.count >= total)
    return Array.from({ length: total }, (_, i) => positionOf(i, sizes))
  const random = randomNumbers(take.seed)
  const picked = new Map<string, Position>()
  // Each axis has a draw of its own, for grids of more combinations than a draw has bits. What is left out of a small grid
  // is drawn where that is less.
  const isSparse = take.count <= total / 2
  const wanted = isSparse ? take.count : total - take.count
  while (picked.size < wanted) {
    const at = sizes.map((size) => Math.floor(random() * size))
    picked.set(at.join(), at)
  }
  if (isSparse) return [...picked.values()]
  return Array.from({ length: total }, (_, i) => positionOf(i, sizes)).filter((at) => !picked.has(at.join()))
}

function positionOf(index: number, sizes: readonly number[]): Position {
  const at: Position = []
  let rest = index
  for (const size of sizes.toReversed()) {
    at.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return at
}

function byPosition(a: Position, b: Position): number {
  const differs = a.findIndex((at, axis) => at !== b[axis])
  return differs < 0 ? 0 : a[differs] - b[differs]
}

function combinationAt(axes: readonly SweepAxis[], at: Position): SweepValues {
  const entries = axes.map(({ name, values }, axis): [SweepAxisName, number | string] => [
    name,
    values[at[axis]],
  ])
  return Object.fromEntries(entries) as SweepValues
}
