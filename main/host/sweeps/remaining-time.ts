import { configurationOf, measuredRows } from '../../../contract'
import type { PlannedMember, RunSummary, SweepMember, SweepSpec } from '../../../contract'
import type { Store } from '../../store'

/**
 * How long runs take that are still to be computed, one after another: as long as finished runs of the same method, model
 * and number of prompts did, whatever their other options; null where there are none of a kind.
 */
export function remainingTimeOf(
  spec: SweepSpec,
  members: readonly Pick<PlannedMember, 'step' | 'values'>[],
  store: Store,
): number | null {
  const known = meanTimes(store.runs.list())
  let total = 0
  for (const { step, values } of members) {
    const { model, prompts, method: searched } = configurationOf(spec, values)
    const method = step === 'judge' ? 'evaluate' : searched
    const time = known.of(kindOf({ method, model, promptCount: measuredRows({ method, prompts }).length }))
    if (time === null) return null
    total += time
  }
  return total
}

function kindOf({
  method,
  model,
  promptCount,
}: Pick<RunSummary, 'method' | 'model' | 'promptCount'>): string {
  return `${method} ${promptCount} ${model}`
}

function meanTimes(runs: readonly RunSummary[]): Means {
  const times = new Means()
  for (const run of runs) if (run.state === 'done' && run.elapsedMs > 0) times.add(kindOf(run), run.elapsedMs)
  return times
}

/** Until all members are computed, by what finished ones of the same kind took; null while there are none of one of the kinds. */
export function remainingTime(members: readonly SweepMember[]): number | null {
  const kindOfMember = ({ step, values }: SweepMember) =>
    `${step} ${values.method ?? ''} ${values.model ?? ''}`
  const times = new Means()
  for (const member of members)
    if (member.state === 'done' && member.run) times.add(kindOfMember(member), member.run.elapsedMs)
  let total = 0
  let underWay = 0
  for (const member of members) {
    if (!LEFT.includes(member.state)) continue
    const time = times.of(kindOfMember(member))
    if (time === null) return null
    const isRunning = member.state === 'running'
    if (isRunning) underWay++
    total += isRunning ? Math.max(0, time - (member.run?.elapsedMs ?? 0)) : time
  }
  return total / Math.max(1, underWay)
}

const LEFT: readonly SweepMember['state'][] = ['waiting', 'running', 'stopped']

/** Means of numbers by their kinds. */
class Means {
  private readonly sums = new Map<string, { sum: number; count: number }>()

  add(kind: string, value: number): void {
    const { sum, count } = this.sums.get(kind) ?? { sum: 0, count: 0 }
    this.sums.set(kind, { sum: sum + value, count: count + 1 })
  }

  of(kind: string): number | null {
    const known = this.sums.get(kind)
    return known ? known.sum / known.count : null
  }
}
