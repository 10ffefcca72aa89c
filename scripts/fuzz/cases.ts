import fc from 'fast-check'
import { openFormats } from './formats'
import { judge, type Format } from './judge'
import { mutate, mutationsArbitrary, type Mutation } from './mutations'

// A process of `run.ts`: reads the cases of one format, one after another.

export interface ToCases {
  name: string
  seed: number
  /** Counted from 0. */
  first: number
  cases: number
}
export type FromCases =
  | { kind: 'begins'; next: number }
  | {
      kind: 'read'
      next: number
      accepted: number
      refused: number
      broken: number
      slowestMs: number
      peakBytes: number
    }

const CHUNK = 500
/** Of processor time; slower is broken. */
const SLOW_MS = 2_000

process.once('message', (job: ToCases) => void run(job).then(() => process.disconnect()))

/** Resolves once the message is on its way. */
function send(message: FromCases): Promise<void> {
  return new Promise((sent) => process.send!(message, () => sent()))
}

async function run({ name, seed, first, cases }: ToCases): Promise<void> {
  const { formats, close } = await openFormats()
  const format = formats[name]
  for (let start = first; start < cases;) {
    const chunkStart = start - (start % CHUNK)
    const end = Math.min(chunkStart + CHUNK, cases)
    const counts = { accepted: 0, refused: 0, broken: 0, slowestMs: 0 }
    const changes = fc.tuple(fc.nat(format.seeds.length - 1), mutationsArbitrary)
    const chunk = fc.sample(changes, { numRuns: CHUNK, seed: seed + chunkStart })
    for (let at = start; at < end; at++) {
      void send({ kind: 'begins', next: at })
      const { kind, cpuMs } = judgeCase(name, format, at, chunk[at - chunkStart])
      counts[kind]++
      counts.slowestMs = Math.max(counts.slowestMs, cpuMs)
    }
    await send({ kind: 'read', next: end, ...counts, peakBytes: process.memoryUsage.rss() })
    start = end
  }
  close()
}

const reported = new Set<string>()

function judgeCase(name: string, format: Format, at: number, [which, mutations]: [number, Mutation[]]) {
  const verdict = judge(format, mutate(format.seeds[which], mutations), which)
  const isSlow = verdict.cpuMs > SLOW_MS
  if (verdict.kind !== 'broken' && !isSlow) return verdict
  const what = isSlow ? `took ${Math.round(verdict.cpuMs)} ms` : verdict.message
  const kind = what
    .split('\n', 2)
    .join(' ')
    .replace(/"[^"]*"|\d+/g, '')
  // Each kind of break once, with what reproduces it.
  if (!reported.has(kind) && reported.size < 20)
    console.error(
      `${name}, case ${at}: ${what}\n  file ${which}, changed by ${JSON.stringify(mutations).slice(0, 1_000)}\n`,
    )
  reported.add(kind)
  return { ...verdict, kind: 'broken' as const }
}
