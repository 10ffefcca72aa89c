import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RedisServer } from '../../testing/redis-server'
import { median } from '../process-stats'
import { Program } from './program'

export interface OverheadBench {
  configurations: number
  rounds: number
  log: (line: string) => void
}

/** Seconds a run, by the clock and of processor time of what computes it. */
interface Cost {
  seconds: number
  cpuSeconds: number
}

/** Medians over the rounds. */
export interface OverheadFigures {
  alone: Cost
  byWorker: Cost
  /** What a job costs beside its computing: the median of the rounds' differences. */
  overhead: Cost
  /** As a part of a run of two seconds. On a busy machine processor time is the number to trust. */
  ofTwoSeconds: Cost
}

/** Of the trained sample: short runs, so that what is beside them shows. One at a time here, and by one worker; in turns. */
export async function jobOverhead({ configurations, rounds, log }: OverheadBench): Promise<OverheadFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-overhead-'))
  const redis = await RedisServer.start()
  const file = path.join(folder, 'sweep.json')
  const threshold = { from: 0.001, to: 0.1, count: configurations }
  const of = { model: 'sample:trained', prompts: 'sample:trained', method: 'acdc', options: { metric: 'kl' } }
  const format = 'patchbay sweep spec 1'
  writeFileSync(file, JSON.stringify({ format, ...of, axes: { threshold }, judge: false }))
  const [alone, byWorker]: Cost[][] = [[], []]
  const common = ['--threads', '1']
  try {
    for (let round = 0; round < rounds; round++) {
      const db = (who: string) => ['--db', path.join(folder, `${who}-${round}.db`)]
      alone.push(await costOf(['sweep', 'start', file, ...db('alone'), ...common, '--at-once', '1']))
      const worker = new Program(['worker', '--redis', redis.url, ...db('worker'), ...common])
      byWorker.push(await costOf(['sweep', 'start', file, ...db('asker'), '--redis', redis.url], worker))
      await worker.kill()
      // A result that is there is not computed again.
      await redis.clear()
      log(`alone ${textOf(alone.at(-1)!)} a run, by a worker ${textOf(byWorker.at(-1)!)}`)
    }
  } finally {
    await redis.end()
    rmSync(folder, { recursive: true, force: true })
  }
  const overhead = mapped((key) => median(byWorker.map((cost, round) => cost[key] - alone[round][key])))
  return {
    alone: mapped((key) => median(alone.map((cost) => cost[key]))),
    byWorker: mapped((key) => median(byWorker.map((cost) => cost[key]))),
    overhead,
    ofTwoSeconds: mapped((key) => overhead[key] / 2),
  }
}

/** From the end of the first run to the end of the last: what happens once is left out. `computer` computes what is asked. */
async function costOf(args: readonly string[], computer?: Program): Promise<Cost> {
  const program = new Program(args)
  const ends: Cost[] = []
  program.onLine((line) => {
    if (!/^\[\d+\/\d+\] found/.test(line)) return
    ends.push({ seconds: performance.now() / 1_000, cpuSeconds: cpuSecondsOf((computer ?? program).pid) })
  })
  await program.ended
  if (program.code !== 0) throw new Error(`${args.join(' ')} ended with ${program.code}: ${program.errors}`)
  return mapped((key) => (ends.at(-1)![key] - ends[0][key]) / (ends.length - 1))
}

/** Of all threads of a process; NaN where the system does not report it. */
function cpuSecondsOf(pid: number): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13)
    return (Number(user) + Number(system)) / TICKS_A_SECOND
  } catch {
    return NaN
  }
}

/** Of Linux, wherever Node runs on it. */
const TICKS_A_SECOND = 100

const mapped = (value: (key: keyof Cost) => number): Cost => {
  return { seconds: value('seconds'), cpuSeconds: value('cpuSeconds') }
}

const textOf = ({ seconds, cpuSeconds }: Cost) => `${seconds.toFixed(3)} s (CPU ${cpuSeconds.toFixed(3)} s)`
