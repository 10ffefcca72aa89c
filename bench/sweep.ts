import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parsePrompts } from '../engine'
import { spacedValues, type ArgsOf, type HostEvent, type PromptSet, type RunConfig } from '../contract'
import { Host } from '../main/host/host'
import { sharedFolder } from '../testing/real-models'

/**
 * npm run bench:sweep [-- --model trained] [-- --thresholds 20] [-- --at-once 1,2]
 *
 * ACDC at thresholds as one sweep, beside as many runs that are started by hand, each in a process that has nothing of the
 * others, as a person at the command line starts them: the same circuits, and what is saved. Exit code 1 where circuits differ.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    model: { type: 'string', default: 'stories260K' },
    thresholds: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '1,2' },
  },
})
const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-sweep-bench-'))
const root = path.join(import.meta.dirname, '..')

const subject = values.model === 'trained' ? trained() : stories()
const base: RunConfig = {
  ...subject,
  method: 'acdc',
  metric: 'kl',
  threshold: 0,
  order: 'reference',
  absolute: false,
}
const thresholds = spacedValues(1, 0.001, Number(values.thresholds))

function stories(): Pick<RunConfig, 'model' | 'prompts'> {
  const shared = sharedFolder()
  if (!shared) throw new Error('NOT RUN: ../shared is not beside the project')
  const file = path.join(shared, 'fixtures/stories260k-pronoun/prompts.json')
  return { model: path.join(shared, 'models/stories260K'), prompts: promptsOf(file) }
}

function trained(): Pick<RunConfig, 'model' | 'prompts'> {
  return { model: 'sample:trained', prompts: promptsOf(path.join(root, 'samples/trained/ioi.json')) }
}

function promptsOf(file: string): PromptSet {
  const { rows, bos = 'tokenizer' } = parsePrompts(readFileSync(file, 'utf8'), path.basename(file))
  return { name: path.basename(file), bos, rows }
}

/** Milliseconds by the clock, and of all cores. */
async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; ms: number; cpuMs: number }> {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { result, ms: performance.now() - began, cpuMs: (user + system) / 1000 }
}

/** A host on a new store, and a promise of the next event that fits. */
function newHost(name: string) {
  const waiting = new Set<(event: HostEvent) => void>()
  const host = new Host({
    storePath: path.join(folder, `${name}.db`),
    emit: (event) => waiting.forEach((take) => take(event)),
  })
  const until = (isDone: () => Promise<boolean>) =>
    new Promise<void>((resolve, reject) => {
      const look = () =>
        void isDone().then((done) => {
          if (!done) return
          waiting.delete(look)
          resolve()
        }, reject)
      waiting.add(look)
      look()
    })
  return { host, until }
}

async function keptOf(host: Host, id: string): Promise<string> {
  const { decisions } = await host.call('runs.get', { id })
  return Array.from(decisions.edge)
    .filter((_, row) => decisions.kept[row] === 1)
    .sort((a, b) => a - b)
    .join()
}

async function byHand(): Promise<string[]> {
  const circuits: string[] = []
  for (const [at, threshold] of thresholds.entries()) {
    const { host, until } = newHost(`hand-${at}`)
    const { id } = await host.call('runs.start', {
      config: { ...base, threshold } as ArgsOf<'runs.start'>['config'],
    })
    await until(async () => (await host.call('runs.get', { id })).summary.state === 'done')
    circuits.push(await keptOf(host, id))
    await host.close()
  }
  return circuits
}

async function swept(atOnce: number): Promise<string[]> {
  const { host, until } = newHost(`sweep-${atOnce}`)
  const spec = { base, axes: [{ name: 'threshold' as const, values: thresholds }], judge: false }
  const { id } = await host.call('sweeps.start', { spec, settings: { runsAtOnce: atOnce } })
  await until(async () => (await host.call('sweeps.list', {}))[0].state !== 'running')
  const { members } = await host.call('sweeps.get', { id })
  const circuits: string[] = []
  for (const { run } of members) circuits.push(await keptOf(host, run!.id))
  await host.close()
  return circuits
}

const text = ({ ms, cpuMs }: { ms: number; cpuMs: number }) => {
  const each = ((ms / thresholds.length) | 0).toLocaleString('en-US')
  return `${(ms / 1000).toFixed(1)} s (${(cpuMs / 1000).toFixed(1)} s of processor), ${each} ms each`
}

console.log(
  `${values.model}, ${base.prompts.rows.length} prompts, ${thresholds.length} thresholds, load ${loadavg()[0].toFixed(1)}`,
)
const hand = await timed(byHand)
console.log(`started by hand: ${text(hand)}`)
let differ = 0
for (const atOnce of values['at-once'].split(',').map(Number)) {
  const sweep = await timed(() => swept(atOnce))
  const different = sweep.result.filter((circuit, at) => circuit !== hand.result[at]).length
  differ += different
  const saved = (100 * (1 - sweep.ms / hand.ms)).toFixed(0)
  const savedCpu = (100 * (1 - sweep.cpuMs / hand.cpuMs)).toFixed(0)
  console.log(
    `as a sweep, ${atOnce} at once: ${text(sweep)}; ${saved} % of the time saved, ${savedCpu} % of processor; ${different === 0 ? 'the same circuits' : `${different} circuits differ`}`,
  )
}
rmSync(folder, { recursive: true })
process.exit(differ === 0 ? 0 : 1)
