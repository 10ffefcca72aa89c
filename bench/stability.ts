import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { stabilityText, type ArgsOf, type HostEvent } from '../contract'
import { Host } from '../main/host/host'
import { modelFolder, SMALL } from './models'
import { promptPairs } from './prompts'

/**
 * npm run bench:stability [-- --resamples 30] [-- --at-once 1,2]
 *
 * The stability of what EAP finds on a model of GPT-2 small's shape, 16 pairs of 16 tokens: its 100 best edges on bootstrap
 * samples of the prompts. By the clock, of all cores, and what part of two cores was used meanwhile; exit code 1 where
 * circuits depend on how many runs are computed at once.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    resamples: { type: 'string', default: '30' },
    'at-once': { type: 'string', default: '1,2' },
  },
})
const GOAL_S = 120
const GOAL_RESAMPLES = 30
const CORES = 2
const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-stability-bench-'))
const rows = promptPairs({ prompts: 16, tokens: 16, vocabSize: SMALL.vocabSize }).map(
  ({ clean, corrupt, answers, wrongAnswers }) => ({
    ...{ clean: [...clean], corrupt: [...corrupt] },
    ...{ answers: [...answers], wrongAnswers: [...wrongAnswers] },
  }),
)
const config = {
  ...{ method: 'eap', metric: 'logit_diff', direction: 'noising' },
  ...{ model: modelFolder(SMALL), prompts: { name: 'random', bos: 'no', rows } },
} as ArgsOf<'runs.start'>['config']

/** Starts EAP, then what measures its stability, and times the latter. */
async function measured(atOnce: number) {
  const waiting = new Set<(event: HostEvent) => void>()
  const storePath = path.join(folder, `${atOnce}.db`)
  const host = new Host({ storePath, emit: (event) => waiting.forEach((take) => take(event)) })
  const next = (type: HostEvent['type'], isIt: () => Promise<boolean>) =>
    new Promise<void>((resolve, reject) => {
      const look = (event: HostEvent) =>
        event.type === type && void isIt().then((is) => is && (waiting.delete(look), resolve()), reject)
      waiting.add(look)
    })
  const run = await host.call('runs.start', { config })
  const isDone = async () => (await host.call('runs.get', { id: run.id })).summary.state === 'done'
  if (!(await isDone())) await next('run-status', isDone)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const settings = { runsAtOnce: atOnce }
  const resamples = Number(values.resamples)
  const isMeasured = next('stability-changed', async () => true)
  await host.call('stability.start', { id: run.id, resamples, settings })
  await isMeasured
  const { user, system } = process.cpuUsage(cpu)
  const stabilities = await host.call('stability.get', { id: run.id })
  await host.close()
  const seconds = (performance.now() - began) / 1000
  return { seconds, cpuSeconds: (user + system) / 1e6, stabilities }
}

console.log(`${values.resamples} resamples, load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`)
const texts = new Set<string>()
for (const atOnce of values['at-once'].split(',').map(Number)) {
  const { seconds, cpuSeconds, stabilities } = await measured(atOnce)
  texts.add(JSON.stringify(stabilities.map(({ kept }) => kept)))
  const used = (100 * cpuSeconds) / (CORES * seconds)
  const isMet = seconds < GOAL_S ? 'met' : 'missed'
  const goal = Number(values.resamples) < GOAL_RESAMPLES ? '' : `; goal ${GOAL_S} s ${isMet}`
  console.log(
    `${atOnce} at once: ${seconds.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of processor, ${used.toFixed(0)} % of ${CORES} cores${goal}; ${stabilityText(stabilities)}`,
  )
}
rmSync(folder, { recursive: true })
process.exitCode = texts.size === 1 ? 0 : 1
