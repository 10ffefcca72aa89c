import { readFileSync } from 'node:fs'

/** The most memory this process has held so far, in bytes; null where the system does not report it. */
export function peakBytes(): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return kilobytes ? Number(kilobytes) * 1024 : null
  } catch {
    return null
  }
}

export interface Timing {
  wallMs: number
  /** Computing time of all threads: on a busy machine the number to trust. */
  cpuMs: number
}

export function stopwatch(): () => Timing {
  const startMs = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 }
  }
}

export async function timed(work: () => Promise<unknown>): Promise<Timing> {
  const stop = stopwatch()
  await work()
  return stop()
}

/** Medians of several runs of each work, in turns, after one of each that is not counted. */
export async function mediansOf(times: number, works: (() => Promise<unknown>)[]): Promise<Timing[]> {
  const timings: Timing[][] = works.map(() => [])
  for (let i = 0; i <= times; i++) {
    for (const [w, work] of works.entries()) timings[w].push(await timed(work))
  }
  return timings.map(([, ...counted]) => ({
    wallMs: median(counted.map(({ wallMs }) => wallMs)),
    cpuMs: median(counted.map(({ cpuMs }) => cpuMs)),
  }))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
