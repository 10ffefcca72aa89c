import type { Store } from '../../../store'

/** Who computes a run, for people: `host NAME, since 2026-03-01 14:05`. The time is by that machine's clock. */
export function holderOf({ runs, leases }: Store, runId: string): string {
  const { owner, ownedAt } = runs.ownership(runId)
  const where = `host ${(owner !== null && leases.get(owner)?.host) || 'unknown'}`
  return ownedAt === null ? where : `${where}, since ${minuteOf(new Date(ownedAt))}`
}

function minuteOf(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}
